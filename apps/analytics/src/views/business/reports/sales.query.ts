import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { amountText, Database } from '@clientele/platform';
import { labelOf, partsOf, startsBetween } from '../periods.js';
import { boundsOf, cutBy, dayOf, type RangeByPeriod, within, withinDays } from '../range.js';
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

/**
 * Different buyers cannot be added up over days. Those of whole periods are counted already; those of periods that the range
 * cuts are counted here, and those who are not known yet.
 */
const SALES = `
  SELECT to_char(start, 'YYYY-MM-DD') AS start, currency, sum(purchases)::int AS purchases,
         sum(buyers)::int AS buyers, sum(revenue)::text AS revenue
  FROM (
    SELECT date_trunc($3, day::timestamp)::date AS start, currency, purchases, 0 AS buyers, revenue
    FROM business.sales_by_day WHERE ${withinDays('day')}
    UNION ALL
    SELECT start, currency, 0, buyers, 0 FROM business.buyers_by_period
    WHERE by = $3 AND ($4::date IS NULL OR start >= $4) AND ($5::date IS NULL OR start < $5)
    UNION ALL
    SELECT date_trunc($3, occurred_at AT TIME ZONE 'UTC')::date, currency, 0, count(DISTINCT customer_id), 0
    FROM ${cutBy('$6', '$7')} JOIN business.purchases ON occurred_at >= since AND occurred_at < until
    WHERE NOT cancelled AND customer_id IS NOT NULL GROUP BY 1, 2
    UNION ALL
    SELECT date_trunc($3, occurred_at AT TIME ZONE 'UTC')::date, currency, 0, count(DISTINCT identity_key), 0
    FROM business.purchases WHERE owner_id IS NULL AND NOT cancelled AND ${within('occurred_at')} GROUP BY 1, 2
  ) parts
  GROUP BY parts.start, currency ORDER BY 1, 2`;

type Sum = Omit<SalesRow, 'period'> & { readonly start: string };

@QueryHandler(GetSales)
export class GetSalesHandler implements IQueryHandler<GetSales> {
  constructor(private readonly database: Database) {}

  async execute({ range }: GetSales): Promise<Report<{ rows: SalesRow[] }>> {
    const { from, until } = boundsOf(range);
    const { whole, cut } = partsOf(range.by, { from: dayOf(from), until: dayOf(until) });
    const { rows } = await this.database.query<Sum>(SALES, [
      from,
      until,
      range.by,
      whole.from,
      whole.until,
      cut.map((days) => days.from),
      cut.map((days) => days.until),
    ]);
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
