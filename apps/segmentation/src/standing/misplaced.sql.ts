import { stageSql } from '../lifecycle-rule/stage.sql.js';
import type { Scored } from '../views/value/rfm.sql.js';

/**
 * Customers that stand elsewhere than `standings` says; a customer that went into another stands nowhere. Three parameters
 * follow upon those of the scores: now, and the rule of the life cycle, `lapsedAfterDays` and `repeatFrom`.
 */
export const misplacedSql = ({ sql, values }: Scored): string => {
  const [now, lapsedAfterDays, repeatFrom] = [1, 2, 3].map((n) => `$${values.length + n}`);
  const stage = stageSql({
    purchases: 's.purchases',
    lastAt: 's.last_at',
    lapsedAfterDays: lapsedAfterDays!,
    repeatFrom: repeatFrom!,
    now: now!,
  });
  return `${sql},
    placed AS (
      SELECT d.customer_id, ${stage} AS stage, s.segment, s.purchases, s.last_at, s.r, s.f, s.m
      FROM value.directory_customers d LEFT JOIN scored s USING (customer_id)
      WHERE d.canonical_id = d.customer_id
    )
    SELECT customer_id, was.customer_id IS NULL AS is_new, p.stage, p.segment, p.purchases, p.last_at, p.r, p.f, p.m
    FROM placed p FULL JOIN public.standings was USING (customer_id)
    WHERE p.stage IS DISTINCT FROM was.stage OR p.segment IS DISTINCT FROM was.segment`;
};
