import type { Sql } from '@clientele/event-sourcing';

/** Whose the keys are, by one query: key -> customer's own id. A key that nobody holds yet is absent: its facts wait. */
export const ownersOf = async (tx: Sql, keys: Iterable<string>): Promise<Map<string, string>> => {
  const wanted = [...new Set(keys)];
  if (wanted.length === 0) return new Map();
  const { rows } = await tx.query<{ identity_key: string; customer_id: string }>(
    'SELECT identity_key, customer_id FROM directory_keys WHERE identity_key = ANY($1::text[])',
    [wanted],
  );
  return new Map(rows.map((row) => [row.identity_key, row.customer_id]));
};
