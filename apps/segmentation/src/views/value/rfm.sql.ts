import { SEGMENT_NAMES } from '../../segments/segments.js';
import type { Cuts } from './cuts.query.js';

/**
 * The SQL of RFM scores. The score of a dimension is 1 + floor(5 W / N), where W of the N customers with a purchase are
 * strictly worse. It is more than k where 5 W >= k N, thus where the value is greater than the ceil(k N / 5)-th least of all.
 * So four values of each dimension, the cuts, score everybody.
 */
export interface Scored {
  /** `WITH` up to `scored(customer_id, purchases, last_at, amount, r, f, m, segment)`; more parameters follow upon its values. */
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** SQL of a score; `cuts` is an array. */
export const scoreOf = (value: string, cuts: string): string =>
  `CASE ${[4, 3, 2, 1].map((k) => `WHEN ${value} > (${cuts})[${k}] THEN ${k + 1}`).join(' ')} ELSE 1 END`;

const segmentOf = (names: string): string => `(${names}::text[])[25 * (r - 1) + 5 * (f - 1) + m]`;

const EVERYBODY = `
  SELECT s.customer_id, s.purchases, s.last_at, coalesce(own.amount, 0) AS amount
  FROM value.summaries s LEFT JOIN value.spending own ON own.customer_id = s.customer_id AND own.currency = $1::text`;
/** Who spent something in the currency: one table has all of it. */
const SPENDERS = `
  SELECT customer_id, all_purchases AS purchases, last_at, amount FROM value.spending WHERE currency = $1::text`;

/** With all that is known now, of everybody or of those who spent something in the currency. */
export const scoredNow = (currency: string | null, { r, f, m }: Cuts, who: 'everybody' | 'spenders'): Scored => ({
  sql: `WITH scores AS (
      SELECT p.*, ${scoreOf('p.last_at', '$3::timestamptz[]')} AS r, ${scoreOf('p.purchases', '$4::int[]')} AS f,
             ${scoreOf('p.amount', '$5::numeric[]')} AS m
      FROM (${who === 'everybody' ? EVERYBODY : SPENDERS}) p
    ),
    scored AS (SELECT *, ${segmentOf('$2')} AS segment FROM scores)`,
  values: [currency, SEGMENT_NAMES, r, f, m],
});

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

/** `WITH` up to `population(customer_id, purchases, last_at, amount)`; $1 is the currency of the money, $2 the end (exclusive). */
export const populationAsOf = `WITH population AS MATERIALIZED (${POPULATION_AS_OF})`;

/** With what was known, and refunded, before the end. */
export const scoredAsOf = (currency: string | null, end: string): Scored => ({
  sql: `${populationAsOf},
    size AS MATERIALIZED (SELECT count(*) AS n FROM population),
    cuts AS MATERIALIZED (SELECT ${cut('last_at')} AS r, ${cut('purchases')} AS f, ${cut('amount')} AS m),
    scores AS (
      SELECT p.*, ${scoreOf('p.last_at', 'c.r')} AS r, ${scoreOf('p.purchases', 'c.f')} AS f, ${scoreOf('p.amount', 'c.m')} AS m
      FROM population p, cuts c
    ),
    scored AS (SELECT *, ${segmentOf('$3')} AS segment FROM scores)`,
  values: [currency, end, SEGMENT_NAMES],
});
