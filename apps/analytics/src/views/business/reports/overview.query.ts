import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { amountText, Database } from '@clientele/platform';
import { boundsOf, type Range, within, withinDays } from '../range.js';
import type { Report } from './report.js';

export interface Overview {
  /** Who came first within the range. */
  readonly customers: number;
  readonly leads: number;
  readonly purchases: number;
  /** Bought more than once within the range. */
  readonly repeatBuyers: number;
  /** Net of refunds. */
  readonly revenue: readonly { readonly currency: string; readonly amount: string }[];
}

export class GetOverview extends Query<Report<Overview>> {
  constructor(readonly range: Range) {
    super();
  }
}

interface Row extends Omit<Overview, 'revenue'> {
  readonly revenue:
    readonly { readonly currency: string; readonly amount: string; readonly purchases: number }[] | null;
}

const REPEAT_BUYERS_EVER = 'SELECT coalesce(sum(repeat_buyers), 0) FROM business.customers_by_day';
/** Whether somebody bought twice in any range, no sums tell. Those who are not known yet are apart, so that an index has it all. */
const REPEAT_BUYERS_WITHIN = `
  SELECT sum(buyers) FROM (
    SELECT count(*) AS buyers FROM (
      SELECT FROM business.purchases WHERE customer_id IS NOT NULL AND NOT cancelled AND ${within('occurred_at')}
      GROUP BY customer_id HAVING count(*) > 1
    ) known
    UNION ALL
    SELECT count(*) FROM (
      SELECT FROM business.purchases WHERE owner_id IS NULL AND NOT cancelled AND ${within('occurred_at')}
      GROUP BY identity_key HAVING count(*) > 1
    ) waiting
  ) repeat_buyers`;

@QueryHandler(GetOverview)
export class GetOverviewHandler implements IQueryHandler<GetOverview> {
  constructor(private readonly database: Database) {}

  async execute({ range }: GetOverview): Promise<Report<Overview>> {
    const { from, until } = boundsOf(range);
    const isAll = from === null && until === null;
    const { rows } = await this.database.query<Row>(
      `SELECT
         (SELECT coalesce(sum(customers), 0) FROM business.customers_by_day WHERE ${withinDays('day')})::int AS customers,
         (SELECT coalesce(sum(leads), 0) FROM business.leads_by_day WHERE ${withinDays('day')})::int AS leads,
         (${isAll ? REPEAT_BUYERS_EVER : REPEAT_BUYERS_WITHIN})::int AS "repeatBuyers",
         (SELECT json_agg(sums ORDER BY sums.purchases DESC, sums.currency) FROM (
            SELECT currency, sum(revenue)::text AS amount, sum(purchases)::int AS purchases
            FROM business.sales_by_day WHERE ${withinDays('day')} GROUP BY currency
          ) sums) AS revenue`,
      [from, until],
    );
    return reportOf(rows[0]!);
  }
}

const reportOf = ({ customers, leads, repeatBuyers, revenue: sums }: Row): Report<Overview> => {
  const purchases = (sums ?? []).reduce((sum, each) => sum + each.purchases, 0);
  const revenue = (sums ?? []).map(({ currency, amount }) => ({ currency, amount: amountText(amount, currency) }));
  const figures = { customers, leads, purchases, repeatBuyers };
  const money = revenue.length > 0 ? revenue : [{ currency: '', amount: '' }];
  return {
    body: { ...figures, revenue },
    columns: ['customers', 'leads', 'purchases', 'repeatBuyers', 'currency', 'amount'],
    table: money.map((each) => ({ ...figures, ...each })),
  };
};
