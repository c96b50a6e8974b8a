import type { Sql } from '@clientele/event-sourcing';
import { addTo, dayOf, followTable } from '@clientele/platform';

/**
 * - `sales_by_day`: purchases that are not cancelled, and what is left of their amounts.
 * - `buyers_by_period`: different customers among those who bought in a month, a week or a day. Purchases whose customer is
 *   not known yet are not in it: they are few, and are counted when a report is read.
 * - `customers.purchases`, of those who are summed up already.
 */
export const createSalesRollUps = async (tx: Sql): Promise<void> => {
  await tx.query(`
    CREATE TABLE sales_by_day (
      day date,
      currency text,
      purchases integer NOT NULL,
      revenue numeric NOT NULL,
      PRIMARY KEY (day, currency)
    ) WITH (fillfactor = 50);
    CREATE TABLE buyers_by_period (
      by text,
      start date,
      currency text,
      buyers integer NOT NULL,
      PRIMARY KEY (by, start, currency)
    ) WITH (fillfactor = 50);`);
  await followTable(tx, PURCHASES, (changes) => addSales(changes) + addBuyers(changes) + addToCustomers(changes));
};

const PURCHASES = {
  table: 'purchases',
  columns: ['customer_id', 'occurred_at', 'currency', 'net', 'cancelled'],
} as const;

const addSales = (changes: string): string =>
  addTo({
    to: 'sales_by_day',
    key: ['day', 'currency'],
    sums: ['purchases', 'revenue'],
    rows: `
      SELECT ${dayOf('occurred_at')}, currency, sum(sign), trim_scale(sum(sign * net))
      FROM (${changes}) changes WHERE NOT cancelled
      GROUP BY 1, 2 HAVING sum(sign) <> 0 OR sum(sign * net) <> 0`,
  });

/**
 * A customer counts in a period from the first purchase in it to the last that goes. Whether there are others is looked up
 * in the period alone, and no further than it matters: so it costs the same however much a customer has bought.
 */
const addBuyers = (changes: string): string =>
  addTo({
    to: 'buyers_by_period',
    key: ['by', 'start', 'currency'],
    sums: ['buyers'],
    rows: `
      SELECT by, start, currency, sum((held > 0)::int - (held > more)::int)
      FROM (
        SELECT customer_id, currency, by, step, date_trunc(by, occurred_at AT TIME ZONE 'UTC') AS start, sum(sign) AS more
        FROM (${changes}) changes
        CROSS JOIN (VALUES ('month', interval '1 month'), ('week', interval '1 week'), ('day', interval '1 day')) p (by, step)
        WHERE NOT cancelled AND customer_id IS NOT NULL
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(sign) <> 0
      ) changed
      CROSS JOIN LATERAL (
        SELECT count(*) AS held FROM (
          SELECT FROM purchases p
          WHERE p.customer_id = changed.customer_id AND p.currency = changed.currency AND NOT p.cancelled
            AND p.occurred_at >= start AT TIME ZONE 'UTC' AND p.occurred_at < (start + step) AT TIME ZONE 'UTC'
          LIMIT greatest(more, 0) + 1
        ) enough
      ) others
      GROUP BY 1, 2, 3 HAVING sum((held > 0)::int - (held > more)::int) <> 0`,
  });

const addToCustomers = (changes: string): string => `
  UPDATE customers c SET purchases = c.purchases + changed.more
  FROM (
    SELECT customer_id, sum(sign)::int AS more FROM (${changes}) changes
    WHERE NOT cancelled AND customer_id IS NOT NULL GROUP BY 1 HAVING sum(sign) <> 0
  ) changed
  WHERE c.customer_id = changed.customer_id;`;
