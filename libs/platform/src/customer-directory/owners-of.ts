import type { Sql } from '@clientele/event-sourcing';

/**
 * Call it before a view joins facts to `directory_keys` itself: keeps keys from being added until the transaction ends,
 * so that no fact is left waiting beside its customer. Batches of facts do not hinder each other.
 */
export const holdDirectory = async (tx: Sql): Promise<void> => {
  await tx.query('LOCK TABLE directory_keys IN ROW EXCLUSIVE MODE');
};

/** Whose the keys are, by one query: key -> customer's own id. A key that nobody holds yet is absent: its facts wait. */
export const ownersOf = async (tx: Sql, keys: Iterable<string>): Promise<Map<string, string>> => {
  const wanted = [...new Set(keys)];
  if (wanted.length === 0) return new Map();
  await holdDirectory(tx);
  const { rows } = await tx.query<{ identity_key: string; customer_id: string }>(
    'SELECT identity_key, customer_id FROM directory_keys WHERE identity_key = ANY($1::text[])',
    [wanted],
  );
  return new Map(rows.map((row) => [row.identity_key, row.customer_id]));
};
