import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@clientele/platform';
import { boundsOf, type Range, within } from '../range.js';
import { type Report, rowsReport, shareOf, UNKNOWN } from './report.js';

export const TRAITS = ['channel', 'country', 'stage', 'segment', 'type'] as const;
export type Trait = (typeof TRAITS)[number];

/** A customer that has bought nothing is in no segment. */
const NONE = '(none)';

export interface DistributionRow {
  readonly value: string;
  readonly customers: number;
  readonly share: number;
}

export class GetDistribution extends Query<Report<{ rows: DistributionRow[] }>> {
  constructor(
    readonly of: Trait,
    readonly range: Range,
  ) {
    super();
  }
}

@QueryHandler(GetDistribution)
export class GetDistributionHandler implements IQueryHandler<GetDistribution> {
  constructor(private readonly database: Database) {}

  /** Customers who came first within the range, by what they are now. */
  async execute({ of, range }: GetDistribution): Promise<Report<{ rows: DistributionRow[] }>> {
    const { from, until } = boundsOf(range);
    const column = TRAITS[TRAITS.indexOf(of)];
    const { rows } = await this.database.query<{ value: string | null; customers: number }>(
      `SELECT value, count(*)::int AS customers
       FROM (SELECT ${column} AS value FROM business.customers WHERE ${within('first_at')}) all_customers
       GROUP BY value ORDER BY 2 DESC, value COLLATE "C"`,
      [from, until],
    );
    const all = rows.reduce((sum, row) => sum + row.customers, 0);
    const blank = of === 'segment' ? NONE : UNKNOWN;
    return rowsReport(
      ['value', 'customers', 'share'],
      rows.map(({ value, customers }) => ({ value: value ?? blank, customers, share: shareOf(customers, all) })),
    );
  }
}
