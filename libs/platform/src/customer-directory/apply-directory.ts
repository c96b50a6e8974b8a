import type { FeedRecord, Sql } from '@clientele/event-sourcing';
import { directoryBatch } from './directory-batch.js';
import { type MovedCustomer, movePointers } from './move-pointers.js';

/** What a batch changed in the directory. */
export interface DirectoryChanges {
  /** Customers that the batch tells of, whether or not that was news. */
  readonly customers: readonly string[];
  /** Keys that lead to a customer from now on: facts that waited for them can be attributed. */
  readonly newKeys: readonly string[];
  /** Customers that count for another one than before, be it by their own merge or by one further up the chain. */
  readonly moved: readonly MovedCustomer[];
}

/**
 * Applies what the feed of `customers` says ({@link DIRECTORY_TYPES}; other types are passed over) to the tables of
 * {@link createDirectory}. Comes to the same rows in whatever order shards arrive. The runner handles one batch of a view
 * at a time, so no fact slips past its customer; attribute what waited by one statement:
 *
 * ```sql
 * UPDATE facts SET customer_id = k.customer_id FROM directory_keys k
 * WHERE facts.customer_id IS NULL AND facts.identity_key = ANY($1) -- newKeys
 *   AND k.identity_key = ANY($1) AND k.identity_key = facts.identity_key -- both by index, with or without statistics
 * ```
 */
export const applyDirectory = async (tx: Sql, records: readonly FeedRecord[]): Promise<DirectoryChanges> => {
  const batch = directoryBatch(records);
  if (batch.customers.size === 0) return { customers: [], newKeys: [], moved: [] };
  const { rows } = await tx.query<{ identity_key: string }>(
    `WITH customers AS (
       INSERT INTO directory_customers (customer_id, canonical_id)
       SELECT id, id FROM unnest($1::uuid[]) AS id ON CONFLICT DO NOTHING
     )
     INSERT INTO directory_keys (identity_key, customer_id)
     SELECT * FROM unnest($2::text[], $3::uuid[]) ON CONFLICT DO NOTHING
     RETURNING identity_key`,
    [[...batch.customers], [...batch.keys.keys()], [...batch.keys.values()]],
  );
  const moved = batch.parents.size > 0 ? await movePointers(tx, batch.parents) : [];
  return { customers: [...batch.customers], newKeys: rows.map((row) => row.identity_key), moved };
};
