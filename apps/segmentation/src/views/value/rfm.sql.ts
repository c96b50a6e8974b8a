/**
 * The SQL of RFM scores. Parameters of all: $1 currency of the money, $2 end of time (exclusive; null: now, with all that
 * is known), $3 names of the 125 cells.
 *
 * The score of a dimension is 1 + floor(5 W / N), where W of the N customers with a purchase are strictly worse. It is
 * more than k where 5 W >= k N, thus where the value is greater than the ceil(k N / 5)-th least of all. So four values of
 * each dimension, the `cuts`, score everybody.
 */
const POPULATION_NOW = `
  SELECT s.customer_id, s.purchases, s.last_at, coalesce(m.amount, 0) AS amount
  FROM value.summaries s
  LEFT JOIN value.spending m ON m.customer_id = s.customer_id AND m.currency = $1::text
  WHERE $2::timestamptz IS NULL`;

const POPULATION_AS_OF = `
  SELECT p.customer_id, count(*)::int AS purchases, max(p.occurred_at) AS last_at,
         coalesce(sum(p.amount - coalesce(r.amount, 0)) FILTER (WHERE p.currency = $1::text), 0) AS amount
  FROM value.purchases p
  LEFT JOIN (
    SELECT purchase_id, sum(amount) AS amount FROM value.refunds
    WHERE occurred_at < $2::timestamptz GROUP BY purchase_id
  ) r USING (purchase_id)
  WHERE p.occurred_at < $2::timestamptz AND NOT p.cancelled AND p.customer_id IS NOT NULL
  GROUP BY p.customer_id`;

const cut = (column: string): string => `(
      SELECT array_agg(${column} ORDER BY k)
      FROM (SELECT ${column}, row_number() OVER (ORDER BY ${column}) AS place FROM population) ranked
      JOIN (SELECT k, (k * n + 4) / 5 AS place FROM size, generate_series(1, 4) k) wanted USING (place))`;

const score = (column: string, cuts: string): string =>
  `1 + ${[1, 2, 3, 4].map((k) => `(p.${column} > c.${cuts}[${k}])::int`).join(' + ')}`;

/** `WITH` up to `population(customer_id, purchases, last_at, amount)`, the customers that are ranked. */
export const populationSql = (isAsOf: boolean): string =>
  `WITH population AS MATERIALIZED (${isAsOf ? POPULATION_AS_OF : POPULATION_NOW})`;

/** `WITH` up to `scored(customer_id, purchases, last_at, amount, r, f, m, segment)`. */
export const scoredSql = (isAsOf: boolean): string => `${populationSql(isAsOf)},
  size AS MATERIALIZED (SELECT count(*) AS n FROM population),
  cuts AS MATERIALIZED (SELECT ${cut('last_at')} AS r, ${cut('purchases')} AS f, ${cut('amount')} AS m),
  scores AS (
    SELECT p.*, ${score('last_at', 'r')} AS r, ${score('purchases', 'f')} AS f, ${score('amount', 'm')} AS m
    FROM population p, cuts c
  ),
  scored AS (SELECT *, ($3::text[])[25 * (r - 1) + 5 * (f - 1) + m] AS segment FROM scores)`;
