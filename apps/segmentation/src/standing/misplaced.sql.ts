import { stageSql } from '../lifecycle-rule/stage.sql.js';
import { scoredNow } from '../views/value/rfm.sql.js';
import { stepOf } from '../views/value/value-roll-ups.js';
import type { Basis } from './basis.js';

export interface Misplaced {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Customers that stand elsewhere than `standings` says; a customer that went into another stands nowhere. */
export const misplacedAmongAll = (basis: Basis): Misplaced => {
  const { sql, values } = placed(basis);
  return {
    sql: `${sql} ${different('placed p FULL JOIN public.standings was USING (customer_id)', 'customer_id')}`,
    values,
  };
};

/** The same of those alone who may: who changed since, and whom a cut, or the time to lapse, has passed since. */
export const misplacedSince = (before: Basis, basis: Basis): Misplaced => {
  const { sql, values } = placed(basis);
  const [recencies, amounts, lastNow] = [1, 2, 3].map((n) => `$${values.length + n}`);
  return {
    sql: `${sql},
      due AS MATERIALIZED (
        SELECT customer_id FROM value.changed_customers
        UNION
        SELECT customer_id
        FROM ${between(`${recencies}::timestamptz[] || ${lapse(lastNow!)}`, `$3::timestamptz[] || ${lapse('$6')}`)}
        JOIN value.summaries ON last_at > low AND last_at <= high
        UNION
        SELECT customer_id FROM ${between(`${amounts}::numeric[]`, '$5::numeric[]')}
        JOIN value.spending ON currency = $1::text
          AND (step, amount) > (${stepOf('low')}, low) AND (step, amount) <= (${stepOf('high')}, high)
      )
      ${different(`due ${looked('placed', 'p')} ${looked('public.standings', 'was')}`, 'due.customer_id')}`,
    values: [...values, before.cuts.r, before.cuts.m, before.now],
  };
};

/** SQL: looked up for each who is due. Not a join, whose plan without statistics may be to read all. */
const looked = (table: string, name: string): string =>
  `LEFT JOIN LATERAL (SELECT * FROM ${table} t WHERE t.customer_id = due.customer_id OFFSET 0) ${name} ON true`;

/** SQL: who bought last up to then has lapsed by now. */
const lapse = (now: string): string => `(${now}::timestamptz - make_interval(hours => 24 * $7::int))`;

/** SQL of what each value has passed: what is above `low` and not above `high` is above it either before or now. */
const between = (before: string, now: string): string => `(
          SELECT least(before, now) AS low, greatest(before, now) AS high FROM unnest(${before}, ${now}) AS value (before, now)
        ) passed`;

const placed = ({ rule, now, currency, cuts }: Basis): Misplaced => {
  const scored = scoredNow(currency, cuts, 'everybody');
  const stage = stageSql({
    purchases: 's.purchases',
    lastAt: 's.last_at',
    lapsedAfterDays: '$7',
    repeatFrom: '$8',
    now: '$6',
  });
  return {
    sql: `${scored.sql},
      placed AS (
        SELECT d.customer_id, ${stage} AS stage, s.segment, s.purchases, s.last_at, s.r, s.f, s.m
        FROM value.directory_customers d LEFT JOIN scored s USING (customer_id)
        WHERE d.canonical_id = d.customer_id
      )`,
    values: [...scored.values, now, rule.lapsedAfterDays, rule.repeatFrom],
  };
};

const different = (source: string, customerId: string): string => `
    SELECT ${customerId}, was.customer_id IS NULL AS is_new, p.stage, p.segment, p.purchases, p.last_at, p.r, p.f, p.m
    FROM ${source}
    WHERE p.stage IS DISTINCT FROM was.stage OR p.segment IS DISTINCT FROM was.segment`;
