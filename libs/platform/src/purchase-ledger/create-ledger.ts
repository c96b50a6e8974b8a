import type { Sql } from '@clientele/event-sourcing';

/**
 * Creates a ledger of purchases within the view at hand, beside a directory of customers: call it in the view's `create`,
 * after `createDirectory`.
 *
 * - `purchases`: `owner_id` is who holds the purchase's key (null: nobody yet, it waits), `customer_id` the canonical
 *   customer it counts for. `net` is what is left of the amount after all refunds.
 * - `refunds`, `cancellations`: also of purchases that have not come yet. A refund's id is its own within the purchase.
 */
export const createLedger = async (tx: Sql): Promise<void> => {
  await tx.query(`
    CREATE TABLE purchases (
      purchase_id uuid PRIMARY KEY,
      identity_key text NOT NULL,
      owner_id uuid,
      customer_id uuid,
      occurred_at timestamptz NOT NULL,
      currency text NOT NULL,
      amount numeric NOT NULL,
      net numeric NOT NULL,
      cancelled boolean NOT NULL
    );
    CREATE INDEX ON purchases (customer_id, occurred_at) WHERE customer_id IS NOT NULL;
    CREATE INDEX ON purchases (identity_key) WHERE owner_id IS NULL;
    CREATE TABLE refunds (
      purchase_id uuid,
      refund_id text,
      amount numeric NOT NULL,
      currency text NOT NULL,
      occurred_at timestamptz NOT NULL,
      PRIMARY KEY (purchase_id, refund_id)
    );
    CREATE TABLE cancellations (purchase_id uuid PRIMARY KEY);`);
};
