import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@clientele/platform';
import { labelOf, startOf, startsBetween } from '../periods.js';
import { boundsOf, type RangeByPeriod, withinDays } from '../range.js';
import { type Report, rowsReport } from './report.js';

export interface GrowthRow {
  readonly period: string;
  readonly new: number;
  /** Customers at the end of the period. */
  readonly total: number;
}

export class GetCustomerGrowth extends Query<Report<{ rows: GrowthRow[] }>> {
  constructor(readonly range: RangeByPeriod) {
    super();
  }
}

interface Count {
  readonly start: string;
  /** Of these, those within the range. */
  readonly fresh: number;
  readonly all: number;
}

@QueryHandler(GetCustomerGrowth)
export class GetCustomerGrowthHandler implements IQueryHandler<GetCustomerGrowth> {
  constructor(private readonly database: Database) {}

  async execute({ range }: GetCustomerGrowth): Promise<Report<{ rows: GrowthRow[] }>> {
    const { from, until } = boundsOf(range);
    const { rows } = await this.database.query<Count>(
      `SELECT to_char(date_trunc($3, day::timestamp), 'YYYY-MM-DD') AS start, sum(customers)::int AS all,
              coalesce(sum(customers) FILTER (WHERE ${withinDays('day')}), 0)::int AS fresh
       FROM business.customers_by_day WHERE $2::timestamptz IS NULL OR day < ($2::timestamptz AT TIME ZONE 'UTC')::date
       GROUP BY 1 ORDER BY 1`,
      [from, until, range.by],
    );
    return rowsReport(['period', 'new', 'total'], cumulate(rows, range));
  }
}

const cumulate = (counts: readonly Count[], { by, from, to }: RangeByPeriod): GrowthRow[] => {
  const [first, last] = [from ?? counts[0]?.start, to ?? counts.at(-1)?.start];
  if (first === undefined || last === undefined) return [];
  const begin = startOf(by, first);
  let total = counts.filter(({ start }) => start < begin).reduce((sum, count) => sum + count.all, 0);
  const byStart = new Map(counts.map((count) => [count.start, count]));
  const happened = counts.map(({ start }) => start).filter((start) => start >= begin);
  return startsBetween(by, first, last, happened).map((start) => {
    const count = byStart.get(start);
    total += count?.all ?? 0;
    return { period: labelOf(by, start), new: count?.fresh ?? 0, total };
  });
};
