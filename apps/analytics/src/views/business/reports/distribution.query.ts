import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@clientele/platform';
import { partsOf } from '../periods.js';
import { boundsOf, cutBy, dayOf, type Range } from '../range.js';
import { type Trait, TRAITS } from '../roll-ups/customer-roll-ups.js';
import { type Report, rowsReport, shareOf, UNKNOWN } from './report.js';

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

/** Those of whole months are counted already. */
const customersBy = (trait: Trait): string => `
  SELECT value, sum(customers)::int AS customers
  FROM (
    SELECT value, customers FROM business.customers_by_trait
    WHERE trait = $1 AND ($2::date IS NULL OR month >= $2) AND ($3::date IS NULL OR month < $3)
    UNION ALL
    SELECT ${TRAITS[TRAITS.indexOf(trait)]}, count(*)
    FROM ${cutBy('$4', '$5')} JOIN business.customers ON first_at >= since AND first_at < until GROUP BY 1
  ) parts
  GROUP BY value ORDER BY 2 DESC, value COLLATE "C"`;

@QueryHandler(GetDistribution)
export class GetDistributionHandler implements IQueryHandler<GetDistribution> {
  constructor(private readonly database: Database) {}

  /** Customers who came first within the range, by what they are now. */
  async execute({ of, range }: GetDistribution): Promise<Report<{ rows: DistributionRow[] }>> {
    const { from, until } = boundsOf(range);
    const { whole, cut } = partsOf('month', { from: dayOf(from), until: dayOf(until) });
    const { rows } = await this.database.query<{ value: string | null; customers: number }>(customersBy(of), [
      of,
      whole.from,
      whole.until,
      cut.map((days) => days.from),
      cut.map((days) => days.until),
    ]);
    const all = rows.reduce((sum, row) => sum + row.customers, 0);
    const blank = of === 'segment' ? NONE : UNKNOWN;
    return rowsReport(
      ['value', 'customers', 'share'],
      rows.map(({ value, customers }) => ({ value: value ?? blank, customers, share: shareOf(customers, all) })),
    );
  }
}
