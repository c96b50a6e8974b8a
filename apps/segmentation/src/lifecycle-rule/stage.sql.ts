/**
 * The stage of life as SQL: of a customer with so many purchases (null or 0: none), the last one then, at a time. The one
 * place where the rule is read.
 */
export const stageSql = (columns: {
  readonly purchases: string;
  readonly lastAt: string;
  readonly lapsedAfterDays: string;
  readonly repeatFrom: string;
  readonly now: string;
}): string => `
  CASE
    WHEN coalesce(${columns.purchases}, 0) = 0 THEN 'prospect'
    WHEN ${columns.lastAt} <= ${columns.now}::timestamptz - make_interval(hours => 24 * ${columns.lapsedAfterDays}::int) THEN 'lapsed'
    WHEN ${columns.purchases} >= ${columns.repeatFrom}::int THEN 'repeat'
    ELSE 'first-time'
  END`;
