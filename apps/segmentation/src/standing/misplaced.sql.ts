import { stageSql } from '../lifecycle-rule/stage.sql.js';
import { scoredSql } from '../views/value/rfm.sql.js';

const stage = stageSql({
  purchases: 's.purchases',
  lastAt: 's.last_at',
  lapsedAfterDays: '$5',
  repeatFrom: '$6',
  now: '$4',
});

/**
 * Customers that stand elsewhere than `standings` says; a customer that went into another stands nowhere. Parameters: those
 * of scores, then $4 now, $5 and $6 the rule of the life cycle.
 */
export const misplacedSql = `${scoredSql(false)},
  placed AS (
    SELECT d.customer_id, ${stage} AS stage, s.segment, s.purchases, s.last_at, s.r, s.f, s.m
    FROM value.directory_customers d LEFT JOIN scored s USING (customer_id)
    WHERE d.canonical_id = d.customer_id
  )
  SELECT customer_id, was.customer_id IS NULL AS is_new, p.stage, p.segment, p.purchases, p.last_at, p.r, p.f, p.m
  FROM placed p FULL JOIN public.standings was USING (customer_id)
  WHERE p.stage IS DISTINCT FROM was.stage OR p.segment IS DISTINCT FROM was.segment`;
