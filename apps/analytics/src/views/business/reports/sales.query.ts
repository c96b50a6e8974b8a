import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { amountText, Database } from '@clientele/platform';
import { labelOf, startsBetween } from '../periods.js';
import { boundsOf, type RangeByPeriod, within } from '../range.js';
import { type Report, rowsReport } from './report.js';

export interface SalesRow {
  readonly period: string;
  readonly purchases: number;
  /** Different customers. */
  readonly buyers: number;
  readonly currency: string;
  /** Net of refunds, whenever they were given. */
  readonly revenue: string;
}

export class GetSales extends Query<Report<{ rows: SalesRow[] }>> {
  constructor(readonly range: RangeByPeriod) {
    super();
  }
}

type Sum = Omit<SalesRow, 'period'> & { readonly start: string };

@QueryHandler(GetSales)
export class GetSalesHandler implements IQueryHandler<GetSales> {
  constructor(private readonly database: Database) {}

  async execute({ range }: GetSales): Promise<Report<{ rows: SalesRow[] }>> {
    const { from, until } = boundsOf(range);
    // First by customer, so that different ones need not be told apart by sorting.
    const { rows } = await this.database.query<Sum>(
      `SELECT to_char(start, 'YYYY-MM-DD') AS start, currency, sum(purchases)::int AS purchases,
              count(*)::int AS buyers, sum(revenue)::text AS revenue
       FROM (
         SELECT date_trunc($3, occurred_at AT TIME ZONE 'UTC') AS start, currency, customer_id,
                CASE WHEN customer_id IS NULL THEN identity_key END AS waiting,
                count(*) AS purchases, sum(net) AS revenue
         FROM business.purchases WHERE NOT cancelled AND ${within('occurred_at')}
         GROUP BY 1, 2, 3, 4
       ) bought
       GROUP BY bought.start, currency ORDER BY 1, 2`,
      [from, until, range.by],
    );
    return rowsReport(['period', 'purchases', 'buyers', 'currency', 'revenue'], fill(rows, range));
  }
}

/** A row for each currency in each period, also where nothing was sold. */
const fill = (sums: readonly Sum[], { by, from, to }: RangeByPeriod): SalesRow[] => {
  const [first, last] = [from ?? sums[0]?.start, to ?? sums.at(-1)?.start];
  if (first === undefined || last === undefined) return [];
  const currencies = [...new Set(sums.map((sum) => sum.currency))].sort();
  const found = new Map(sums.map((sum) => [`${sum.start} ${sum.currency}`, sum]));
  const starts = startsBetween(
    by,
    first,
    last,
    sums.map((sum) => sum.start),
  );
  return starts.flatMap((start) =>
    currencies.map((currency) => {
      const { purchases = 0, buyers = 0, revenue = '0' } = found.get(`${start} ${currency}`) ?? {};
      return { period: labelOf(by, start), purchases, buyers, currency, revenue: amountText(revenue, currency) };
    }),
  );
};
