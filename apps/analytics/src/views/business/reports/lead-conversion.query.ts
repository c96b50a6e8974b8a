import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@clientele/platform';
import { boundsOf, type Range, withinDays } from '../range.js';
import { type Report, rowsReport, shareOf, UNKNOWN } from './report.js';

export interface ConversionRow {
  readonly channel: string;
  readonly leads: number;
  readonly converted: number;
  readonly rate: number;
}

export class GetLeadConversion extends Query<Report<{ rows: ConversionRow[] }>> {
  constructor(readonly range: Range) {
    super();
  }
}

@QueryHandler(GetLeadConversion)
export class GetLeadConversionHandler implements IQueryHandler<GetLeadConversion> {
  constructor(private readonly database: Database) {}

  async execute({ range }: GetLeadConversion): Promise<Report<{ rows: ConversionRow[] }>> {
    const { from, until } = boundsOf(range);
    const { rows } = await this.database.query<{ channel: string | null; leads: number; converted: number }>(
      `SELECT channel, sum(leads)::int AS leads, sum(converted)::int AS converted
       FROM business.leads_by_day WHERE ${withinDays('day')} GROUP BY channel ORDER BY 2 DESC, channel COLLATE "C"`,
      [from, until],
    );
    return rowsReport(
      ['channel', 'leads', 'converted', 'rate'],
      rows.map((row) => ({ ...row, channel: row.channel ?? UNKNOWN, rate: shareOf(row.converted, row.leads) })),
    );
  }
}
