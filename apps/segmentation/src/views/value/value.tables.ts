import type { Sql } from '@clientele/event-sourcing';
import { createValueRollUps, stepOf } from './value-roll-ups.js';

/**
 * What customers are worth, summed up by canonical customer. `summaries` has those with a purchase that counts; `spending`
 * their money by currency, net of refunds, and beside it what else scores are made from, so that one table has it all.
 */
export const createSummaries = async (tx: Sql): Promise<void> => {
  await tx.query(`
    CREATE TABLE summaries (
      customer_id uuid PRIMARY KEY,
      purchases integer NOT NULL,
      first_at timestamptz NOT NULL,
      last_at timestamptz NOT NULL
    );
    CREATE INDEX ON summaries (last_at);
    CREATE TABLE spending (
      customer_id uuid,
      currency text,
      purchases integer NOT NULL,
      amount numeric NOT NULL,
      step numeric NOT NULL GENERATED ALWAYS AS (${stepOf('amount')}) STORED,
      all_purchases integer NOT NULL,
      last_at timestamptz NOT NULL,
      PRIMARY KEY (customer_id, currency)
    );
    CREATE INDEX ON spending (currency, step, amount);`);
  await createValueRollUps(tx);
};

/** Sums up anew the customers given, from their purchases. */
export const sumUp = async (tx: Sql, customerIds: Iterable<string>): Promise<void> => {
  const ids = [...customerIds];
  if (ids.length === 0) return;
  await tx.query(
    `WITH touched AS MATERIALIZED (SELECT unnest($1::uuid[]) AS customer_id),
     spent AS MATERIALIZED (
       SELECT p.customer_id, p.currency, count(*)::int AS purchases, sum(p.net) AS amount,
              min(p.occurred_at) AS first_at, max(p.occurred_at) AS last_at
       FROM touched JOIN purchases p USING (customer_id)
       WHERE NOT p.cancelled
       GROUP BY p.customer_id, p.currency
     ),
     total AS MATERIALIZED (
       SELECT customer_id, sum(purchases) AS purchases, min(first_at) AS first_at, max(last_at) AS last_at
       FROM spent GROUP BY customer_id
     ),
     gone AS (
       DELETE FROM summaries s USING touched t
       WHERE s.customer_id = t.customer_id AND NOT EXISTS (SELECT FROM spent WHERE spent.customer_id = t.customer_id)
     ),
     unspent AS (
       DELETE FROM spending s USING touched t
       WHERE s.customer_id = t.customer_id
         AND NOT EXISTS (SELECT FROM spent WHERE spent.customer_id = s.customer_id AND spent.currency = s.currency)
     ),
     summed AS (
       INSERT INTO summaries AS s (customer_id, purchases, first_at, last_at)
       SELECT customer_id, purchases, first_at, last_at FROM total
       ON CONFLICT (customer_id) DO UPDATE
       SET purchases = excluded.purchases, first_at = excluded.first_at, last_at = excluded.last_at
     )
     INSERT INTO spending (customer_id, currency, purchases, amount, all_purchases, last_at)
     SELECT customer_id, s.currency, s.purchases, s.amount, t.purchases, t.last_at FROM spent s JOIN total t USING (customer_id)
     ON CONFLICT (customer_id, currency) DO UPDATE
     SET purchases = excluded.purchases, amount = excluded.amount,
         all_purchases = excluded.all_purchases, last_at = excluded.last_at`,
    [ids],
  );
};
