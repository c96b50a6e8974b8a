import { stageSql } from '../lifecycle-rule/stage.sql.js';
import { scoredNow } from '../views/value/rfm.sql.js';
import { stepOf } from '../views/value/value-roll-ups.js';
import type { Basis } from './basis.js';

interface Query {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Customers that stand elsewhere than `standings` says; a customer that went into another stands nowhere. */
export const misplacedAmongAll = (basis: Basis): Query => {
  const { sql, values } = places(basis);
  return {
    sql: `${sql} ${different('placed p FULL JOIN public.standings was USING (customer_id)', 'customer_id')}`,
    values,
  };
};

/** The same of those alone who may: who changed after an id, and whom a cut, or the time to lapse, has passed since. */
export const misplacedSince = (before: Basis, changedAfter: string, basis: Basis): Query => {
  const { sql, values } = places(basis);
  const { given, all } = parameters(values);
  const span = `make_interval(hours => 24 * ${given(basis.rule.lapsedAfterDays)}::int)`;
  /** Who bought last up to the last of these has lapsed. */
  const moments = ({ cuts, now }: Basis): string =>
    `${given(cuts.r)}::timestamptz[] || (${given(now)}::timestamptz - ${span})`;
  return {
    sql: `${sql},
      due AS MATERIALIZED (
        SELECT customer_id FROM value.changed_customers WHERE id > ${given(changedAfter)}::bigint
        UNION
        ${between(moments(before), moments(basis), 'value.summaries WHERE last_at > low AND last_at <= high')}
        UNION
        ${between(
          `${given(before.cuts.m)}::numeric[]`,
          `${given(basis.cuts.m)}::numeric[]`,
          `value.spending WHERE currency = ${given(basis.currency)}::text
            AND (step, amount) > (${stepOf('low')}, low) AND (step, amount) <= (${stepOf('high')}, high)`,
        )}
      )
      ${different(`due ${looked('placed', 'p')} ${looked('public.standings', 'was')}`, 'due.customer_id')}`,
    values: all,
  };
};

/** More values behind those that are there; each answers the SQL of its place. */
const parameters = (values: readonly unknown[]): { given: (value: unknown) => string; all: unknown[] } => {
  const all = [...values];
  return { given: (value) => `$${all.push(value)}`, all };
};

/** SQL: looked up for each who is due. Not a join, whose plan without statistics may be to read all. */
const looked = (table: string, name: string): string =>
  `LEFT JOIN LATERAL (SELECT * FROM ${table} t WHERE t.customer_id = due.customer_id OFFSET 0) ${name} ON true`;

/**
 * SQL of whom each value has passed: what is above `low` and not above `high` is above it either before or now. Looked up for
 * each value, not a join: what two values have between them the planner cannot know, and so may read all.
 */
const between = (before: string, now: string, rows: string): string => `
        SELECT customer_id FROM (
          SELECT least(before, now) AS low, greatest(before, now) AS high FROM unnest(${before}, ${now}) AS value (before, now)
        ) passed CROSS JOIN LATERAL (SELECT customer_id FROM ${rows} OFFSET 0) found`;

const places = ({ rule, now, currency, cuts }: Basis): Query => {
  const scored = scoredNow(currency, cuts, 'everybody');
  const { given, all } = parameters(scored.values);
  const stage = stageSql({
    purchases: 's.purchases',
    lastAt: 's.last_at',
    lapsedAfterDays: given(rule.lapsedAfterDays),
    repeatFrom: given(rule.repeatFrom),
    now: given(now),
  });
  return {
    sql: `${scored.sql},
      placed AS (
        SELECT d.customer_id, ${stage} AS stage, s.segment, s.purchases, s.last_at, s.r, s.f, s.m
        FROM value.directory_customers d LEFT JOIN scored s USING (customer_id)
        WHERE d.canonical_id = d.customer_id
      )`,
    values: all,
  };
};

const different = (source: string, customerId: string): string => `
    SELECT ${customerId}, was.customer_id IS NULL AS is_new, p.stage, p.segment, p.purchases, p.last_at, p.r, p.f, p.m
    FROM ${source}
    WHERE p.stage IS DISTINCT FROM was.stage OR p.segment IS DISTINCT FROM was.segment`;
