import type { Sql } from '@clientele/event-sourcing';

/**
 * Creates a directory of customers within the view at hand: call it in the view's `create`.
 *
 * - `directory_customers(customer_id, parent_id, canonical_id)`: a customer's own id, whom it went into (null: nobody),
 *   and the end of that chain (itself where it stands alone). May know a customer before its registration has come.
 * - `directory_keys(identity_key, customer_id)`: whose a key is; never the canonical id, so that an un-merge moves nothing.
 */
export const createDirectory = async (tx: Sql): Promise<void> => {
  await tx.query(`
    CREATE TABLE directory_customers (
      customer_id uuid PRIMARY KEY,
      parent_id uuid,
      canonical_id uuid NOT NULL
    );
    CREATE INDEX ON directory_customers (parent_id) WHERE parent_id IS NOT NULL;
    CREATE INDEX ON directory_customers (canonical_id) INCLUDE (customer_id);
    CREATE TABLE directory_keys (
      identity_key text PRIMARY KEY,
      customer_id uuid NOT NULL
    );
    CREATE INDEX ON directory_keys (customer_id);`);
};
