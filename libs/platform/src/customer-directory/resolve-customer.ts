import { DomainError, type Sql } from '@clientele/event-sourcing';
import type { IdentityKeys } from '@clientele/privacy';
import { isUuid } from '../uuid.js';
import { quoteSchema } from './quote-schema.js';

/**
 * The canonical id of the customer that `{ref}` in a URL means: a customer id, `source:id`, an e-mail address, or a phone
 * number with +. `schema` is the name of the view that keeps the directory. Throws `CustomerUnknown` (missing), which does
 * not repeat the reference, since it may be personal.
 */
export const resolveCustomer = async (
  sql: Sql,
  schema: string,
  identityKeys: IdentityKeys,
  ref: string,
): Promise<string> => {
  const found = isUuid(ref)
    ? await canonicalOfId(sql, quoteSchema(schema), ref)
    : await canonicalOfKeys(sql, quoteSchema(schema), identityKeys.ofRef(ref));
  if (found) return found;
  throw customerUnknown();
};

export const customerUnknown = (): DomainError =>
  new DomainError(
    'CustomerUnknown',
    'missing',
    'No customer is known by this reference. It may be a customer id, source:id, an e-mail address or a phone number ' +
      'with +; a customer that has just come is known a moment later.',
  );

const canonicalOfId = async (sql: Sql, schema: string, id: string): Promise<string | undefined> => {
  const { rows } = await sql.query<{ canonical_id: string }>(
    `SELECT canonical_id FROM ${schema}.directory_customers WHERE customer_id = $1`,
    [id],
  );
  return rows[0]?.canonical_id;
};

const canonicalOfKeys = async (sql: Sql, schema: string, keys: readonly string[]): Promise<string | undefined> => {
  if (keys.length === 0) return undefined;
  const { rows } = await sql.query<{ canonical_id: string }>(
    `SELECT c.canonical_id
     FROM unnest($1::text[]) WITH ORDINALITY AS wanted (identity_key, place)
     JOIN ${schema}.directory_keys k USING (identity_key)
     JOIN ${schema}.directory_customers c USING (customer_id)
     ORDER BY place LIMIT 1`,
    [keys],
  );
  return rows[0]?.canonical_id;
};
