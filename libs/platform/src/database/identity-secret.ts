import type { Sql } from '@clientele/event-sourcing';
import type { IdentityKeys } from '@clientele/privacy';
import { ConfigError } from '../config/environment-reader.js';

/**
 * Every key of the database was made with one secret; with another, every known customer would be a new one. So the
 * first start leaves a fingerprint, and a start with another secret is refused. @throws ConfigError
 */
export const checkIdentitySecret = async (sql: Sql, keys: IdentityKeys, service: string): Promise<void> => {
  const fingerprint = keys.external('clientele', 'fingerprint of the identity secret');
  await sql.query(
    `INSERT INTO public.installation (name, value) VALUES ('identity-secret', $1) ON CONFLICT DO NOTHING`,
    [fingerprint],
  );
  const { rows } = await sql.query<{ value: string }>(
    `SELECT value FROM public.installation WHERE name = 'identity-secret'`,
  );
  if (rows[0]?.value === fingerprint) return;
  throw new ConfigError([
    `The database of ${service} was made with another identity secret. Set CLIENTELE_IDENTITY_SECRET (or the file ` +
      `identity-secret in CLIENTELE_HOME) back to the one it was made with: with another, no customer would be known.`,
  ]);
};
