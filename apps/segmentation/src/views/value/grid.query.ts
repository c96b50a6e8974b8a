import type { Sql } from '@clientele/event-sourcing';
import { cutsNow } from './cuts.query.js';
import { scoredAsOf, scoreOf } from './rfm.sql.js';
import { isOfDay } from './value-roll-ups.js';

/** A cell in which somebody is. */
export interface FilledCell {
  readonly r: number;
  readonly f: number;
  readonly m: number;
  readonly customers: number;
  readonly revenue: string;
}

/**
 * All customers by recency and frequency: from the roll-up, and one by one of the days that a cut lies in. Of them, those who
 * spent something in the currency ($1) by all three. The others spent 0.
 */
const NOW = `
  WITH cut_days AS (SELECT DISTINCT day FROM unnest($5::date[]) AS day),
  counted AS (
    SELECT r, f, sum(customers) AS customers
    FROM (
      SELECT ${scoreOf('day', '$5::date[]')} AS r, ${scoreOf('purchases', '$3::int[]')} AS f, customers
      FROM value.summaries_by_day WHERE day <> ALL ($5::date[])
      UNION ALL
      SELECT ${scoreOf('last_at', '$2::timestamptz[]')}, ${scoreOf('purchases', '$3::int[]')}, 1
      FROM cut_days JOIN value.summaries ON ${isOfDay('last_at', 'day')}
    ) parts
    GROUP BY 1, 2
  ),
  spent AS MATERIALIZED (
    SELECT ${scoreOf('last_at', '$2::timestamptz[]')} AS r, ${scoreOf('all_purchases', '$3::int[]')} AS f,
           ${scoreOf('amount', '$4::numeric[]')} AS m, count(*) AS customers, sum(amount) AS revenue
    FROM value.spending WHERE currency = $1::text GROUP BY 1, 2, 3
  ),
  blank AS (SELECT ${scoreOf('0', '$4::numeric[]')} AS m)
  SELECT r, f, m, sum(customers)::int AS customers, sum(revenue)::text AS revenue
  FROM (
    SELECT r, f, m, customers, revenue FROM spent
    UNION ALL
    SELECT r, f, blank.m, customers, 0 FROM counted, blank
    UNION ALL
    SELECT r, f, blank.m, -customers, 0 FROM spent, blank
  ) parts
  GROUP BY r, f, m HAVING sum(customers) > 0`;

export const gridNow = async (sql: Sql, currency: string | null): Promise<FilledCell[]> => {
  const { r, days, f, m } = await cutsNow(sql, currency);
  return (await sql.query<FilledCell>(NOW, [currency, r, f, m, days])).rows;
};

export const gridAsOf = async (sql: Sql, currency: string | null, end: string): Promise<FilledCell[]> => {
  const scored = scoredAsOf(currency, end);
  const { rows } = await sql.query<FilledCell>(
    `${scored.sql}
     SELECT r, f, m, count(*)::int AS customers, sum(amount)::text AS revenue FROM scored GROUP BY r, f, m`,
    [...scored.values],
  );
  return rows;
};
