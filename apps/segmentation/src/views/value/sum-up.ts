import type { Sql } from '@clientele/event-sourcing';
import type { Gain } from '@clientele/platform';

/** Adds what customers gained to what they had: it costs the same however much that is. */
export const addGains = async (tx: Sql, gains: readonly Gain[]): Promise<void> => {
  if (gains.length === 0) return;
  await tx.query(
    `WITH gained AS MATERIALIZED (
       SELECT customer_id, currency, sum(purchases)::int AS purchases, sum(amount) AS amount,
              min(first_at) AS first_at, max(last_at) AS last_at
       FROM unnest($1::uuid[], $2::text[], $3::int[], $4::numeric[], $5::timestamptz[], $6::timestamptz[])
         AS g (customer_id, currency, purchases, amount, first_at, last_at)
       GROUP BY 1, 2
     ),
     summed AS (
       INSERT INTO summaries AS s (customer_id, purchases, first_at, last_at)
       SELECT customer_id, sum(purchases), min(first_at), max(last_at) FROM gained GROUP BY 1
       ON CONFLICT (customer_id) DO UPDATE
       SET purchases = s.purchases + excluded.purchases, first_at = least(s.first_at, excluded.first_at),
           last_at = greatest(s.last_at, excluded.last_at)
       RETURNING customer_id, purchases, last_at
     )
     INSERT INTO spending AS m (customer_id, currency, purchases, amount, all_purchases, last_at)
     SELECT customer_id, g.currency, g.purchases, g.amount, s.purchases, s.last_at FROM gained g JOIN summed s USING (customer_id)
     ON CONFLICT (customer_id, currency) DO UPDATE
     SET purchases = m.purchases + excluded.purchases, amount = m.amount + excluded.amount,
         all_purchases = excluded.all_purchases, last_at = excluded.last_at`,
    [
      gains.map((gain) => gain.customerId),
      gains.map((gain) => gain.currency),
      gains.map((gain) => gain.purchases),
      gains.map((gain) => gain.amount),
      gains.map((gain) => gain.firstAt),
      gains.map((gain) => gain.lastAt),
    ],
  );
  await levelOtherCurrencies(tx, [...new Set(gains.map((gain) => gain.customerId))]);
};

/** What of a summary stands beside the money in currencies in which nothing came. */
const levelOtherCurrencies = async (tx: Sql, customerIds: readonly string[]): Promise<void> => {
  await tx.query(
    `UPDATE spending m SET all_purchases = s.purchases, last_at = s.last_at
     FROM unnest($1::uuid[]) AS gained (customer_id) JOIN summaries s USING (customer_id)
     WHERE m.customer_id = s.customer_id AND m.all_purchases <> s.purchases`,
    [customerIds],
  );
};

/** Sums up anew the customers given, from their purchases: customer by customer, which needs no statistics to be by index. */
export const sumUp = async (tx: Sql, customerIds: Iterable<string>): Promise<void> => {
  const ids = [...customerIds];
  if (ids.length === 0) return;
  await tx.query(
    `WITH spent AS MATERIALIZED (
       SELECT touched.customer_id, bought.*
       FROM unnest($1::uuid[]) AS touched (customer_id)
       CROSS JOIN LATERAL (
         SELECT p.currency, count(*)::int AS purchases, sum(p.net) AS amount,
                min(p.occurred_at) AS first_at, max(p.occurred_at) AS last_at
         FROM purchases p WHERE p.customer_id = touched.customer_id AND NOT p.cancelled GROUP BY p.currency
       ) bought
     ),
     total AS MATERIALIZED (
       SELECT customer_id, sum(purchases) AS purchases, min(first_at) AS first_at, max(last_at) AS last_at
       FROM spent GROUP BY customer_id
     ),
     gone AS (
       DELETE FROM summaries s
       WHERE s.customer_id = ANY ($1::uuid[]) AND NOT EXISTS (SELECT FROM spent WHERE spent.customer_id = s.customer_id)
     ),
     unspent AS (
       DELETE FROM spending s
       WHERE s.customer_id = ANY ($1::uuid[])
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
