import type { Sql } from '@clientele/event-sourcing';
import { isOfDay } from './value-roll-ups.js';

/**
 * Four values of each dimension, which score everybody: a score is more than k where the value is greater than the k-th of
 * them. Text, since a Date would cut microseconds and a float digits. None of anything where nobody has bought.
 */
export interface Cuts {
  readonly r: readonly string[];
  /** The days (UTC) that `r` lie in. */
  readonly days: readonly string[];
  readonly f: readonly number[];
  readonly m: readonly string[];
  /** Some of them spent nothing in the currency. */
  readonly someSpentNothing: boolean;
}

/** SQL: `own` customers of each group, and those `upto` its end. */
const runningTotal = (group: string, rows: string): string =>
  `SELECT ${group}, sum(customers) AS own, sum(sum(customers)) OVER (ORDER BY ${group}) AS upto FROM ${rows} GROUP BY ${group}`;

/** SQL: the group of who comes after so many, and after how many of that group (`before`). */
const groupOf = (group: string, totals: string, before: string): string =>
  `(SELECT ${group}, ${before} - upto + own AS before FROM ${totals} totals WHERE upto > ${before} ORDER BY upto LIMIT 1)`;

/** SQL: the value that comes after so many. Where all are alike, as by a subscription, both ends tell, and nobody need be passed. */
const nth = (value: string, rows: string, before: string): string => `(
    SELECT CASE WHEN least = most THEN least ELSE (SELECT ${value} FROM ${rows} ORDER BY ${value} OFFSET ${before} LIMIT 1) END
    FROM (SELECT min(${value}) AS least, max(${value}) AS most FROM ${rows}) ends
  )`;

const hoursOf = (day: string): string =>
  `(${runningTotal('hour', `value.summaries_by_hour WHERE ${isOfDay('hour', day)}`)})`;
const customersOf = (hour: string): string =>
  `value.summaries WHERE last_at >= ${hour} AND last_at < ${hour} + interval '1 hour'`;

/** Who spent nothing in the currency ($1) spent 0, though no row says so: `blank` such. */
const BANDS = `(
    SELECT band, customers FROM value.spending_by_band WHERE currency = $1::text
    UNION ALL
    SELECT 0, blank FROM size WHERE blank > 0
  ) all_bands`;
const stepsOf = (band: string): string =>
  `(${runningTotal(
    'step',
    `(
      SELECT step, customers FROM value.spending_by_step WHERE currency = $1::text AND spending_by_step.band = ${band}
      UNION ALL
      SELECT 0, blank WHERE ${band} = 0 AND blank > 0
    ) all_steps`,
  )})`;
const spendersOf = (step: string): string => `value.spending WHERE currency = $1::text AND spending.step = ${step}`;

/**
 * The k-th is the ceil(k N / 5)-th least of the N customers. Roll-ups tell in which day and hour, number, or band and step it
 * lies, and an index finds it among those there.
 */
const CUTS = `
  WITH days AS MATERIALIZED (${runningTotal('day', 'value.summaries_by_day')}),
  times AS MATERIALIZED (${runningTotal('purchases', 'value.summaries_by_day')}),
  size AS MATERIALIZED (
    SELECT n, n - coalesce((SELECT customers FROM value.spending_by_currency WHERE currency = $1::text), 0) AS blank
    FROM (SELECT coalesce(sum(own), 0)::bigint AS n FROM times) everybody
  ),
  bands AS MATERIALIZED (${runningTotal('band', BANDS)}),
  wanted AS (SELECT k, (k * n + 4) / 5 - 1 AS before, blank FROM size, generate_series(1, 4) k WHERE n > 0)
  SELECT d.day::text AS day, r.last_at::text AS r, f.purchases AS f, m.amount::text AS m, blank > 0 AS blank
  FROM wanted
  CROSS JOIN LATERAL ${groupOf('day', 'days', 'wanted.before')} d
  CROSS JOIN LATERAL ${groupOf('hour', hoursOf('d.day'), 'd.before')} h
  CROSS JOIN LATERAL (SELECT ${nth('last_at', customersOf('h.hour'), 'h.before')} AS last_at) r
  CROSS JOIN LATERAL ${groupOf('purchases', 'times', 'wanted.before')} f
  CROSS JOIN LATERAL ${groupOf('band', 'bands', 'wanted.before')} b
  CROSS JOIN LATERAL ${groupOf('step', stepsOf('b.band'), 'b.before')} s
  CROSS JOIN LATERAL (
    SELECT count(*) AS negative FROM ${spendersOf('s.step')} AND s.step = 0 AND amount < 0
  ) zero
  CROSS JOIN LATERAL (
    SELECT s.step = 0 AND s.before >= negative AND s.before < negative + blank AS is_blank,
           s.before - CASE WHEN s.step = 0 AND s.before >= negative THEN blank ELSE 0 END AS spenders
  ) passed
  CROSS JOIN LATERAL (
    SELECT CASE WHEN is_blank THEN 0 ELSE ${nth('amount', spendersOf('s.step'), 'passed.spenders')} END AS amount
  ) m
  ORDER BY k`;

/** As it is now. */
export const cutsNow = async (sql: Sql, currency: string | null): Promise<Cuts> => {
  const { rows } = await sql.query<{ r: string; day: string; f: number; m: string; blank: boolean }>(CUTS, [currency]);
  return {
    r: rows.map(({ r }) => r),
    days: rows.map(({ day }) => day),
    f: rows.map(({ f }) => f),
    m: rows.map(({ m }) => m),
    someSpentNothing: rows.some(({ blank }) => blank),
  };
};
