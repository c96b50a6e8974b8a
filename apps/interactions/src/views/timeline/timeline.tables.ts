import type { Sql } from '@clientele/event-sourcing';

/**
 * `customer_id` is whoever holds the fact's first key, never the canonical id; null while the fact waits. Corrections of
 * purchases lie beside the entries, since they may come before the purchase.
 */
export const createTimelineTables = async (tx: Sql): Promise<void> => {
  await tx.query(`
    CREATE TABLE entries (
      entry_id uuid PRIMARY KEY,
      kind text NOT NULL,
      occurred_at timestamptz NOT NULL,
      customer_id uuid,
      identity_key text,
      source text,
      channel text,
      amount numeric,
      currency text,
      data jsonb NOT NULL,
      CHECK (customer_id IS NOT NULL OR identity_key IS NOT NULL)
    );
    CREATE INDEX ON entries (customer_id, occurred_at DESC, entry_id DESC) WHERE customer_id IS NOT NULL;
    CREATE INDEX ON entries (identity_key) WHERE customer_id IS NULL;
    CREATE TABLE refunds (
      purchase_id uuid NOT NULL,
      refund_id text NOT NULL,
      amount numeric NOT NULL,
      currency text NOT NULL,
      occurred_at timestamptz NOT NULL,
      reason text,
      PRIMARY KEY (purchase_id, refund_id)
    );
    CREATE TABLE cancellations (
      purchase_id uuid PRIMARY KEY,
      occurred_at timestamptz NOT NULL,
      reason text
    );`);
};
