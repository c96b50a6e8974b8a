import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { amountText, Database } from '@clientele/platform';
import { Decimal } from 'decimal.js';
import { SEGMENTS, SEGMENT_NAMES } from '../../segments/segments.js';
import { type FilledCell, gridAsOf, gridNow } from './grid.query.js';
import { type LeftOut, moneyRanked } from './money.query.js';
import { endOf, type Ranking } from './ranking.js';
import { atOneMoment } from './snapshot.js';

export interface RfmCell {
  readonly r: number;
  readonly f: number;
  readonly m: number;
  readonly segment: string;
  readonly customers: number;
  readonly revenue: string;
}

export interface SegmentSize {
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly customers: number;
  readonly revenue: string;
}

export interface RfmGrid {
  /** Null: now. */
  readonly asOf: string | null;
  /** Customers with a purchase: all that are ranked. */
  readonly population: number;
  readonly currency: string | null;
  readonly leftOutOfMoney: readonly LeftOut[];
  readonly segments: readonly SegmentSize[];
  /** All 125. */
  readonly cells: readonly RfmCell[];
}

export class GetRfm extends Query<RfmGrid> {
  constructor(readonly ranking: Ranking) {
    super();
  }
}

@QueryHandler(GetRfm)
export class GetRfmHandler implements IQueryHandler<GetRfm> {
  constructor(private readonly database: Database) {}

  async execute({ ranking }: GetRfm): Promise<RfmGrid> {
    const end = endOf(ranking.asOf);
    const { currency, leftOut, rows } = await atOneMoment(this.database, async (sql) => {
      const money = await moneyRanked(sql, end, ranking.currency);
      const { currency: ranked } = money;
      return { ...money, rows: await (end === null ? gridNow(sql, ranked) : gridAsOf(sql, ranked, end)) };
    });
    const cells = allCells(rows, currency ?? '');
    return {
      asOf: ranking.asOf ?? null,
      population: rows.reduce((sum, row) => sum + row.customers, 0),
      currency,
      leftOutOfMoney: leftOut,
      segments: sizesOf(cells, currency ?? ''),
      cells,
    };
  }
}

const allCells = (rows: readonly FilledCell[], currency: string): RfmCell[] => {
  const found = new Map(rows.map((row) => [25 * (row.r - 1) + 5 * (row.f - 1) + (row.m - 1), row]));
  return SEGMENT_NAMES.map((segment, at) => ({
    r: Math.floor(at / 25) + 1,
    f: (Math.floor(at / 5) % 5) + 1,
    m: (at % 5) + 1,
    segment,
    customers: found.get(at)?.customers ?? 0,
    revenue: amountText(found.get(at)?.revenue ?? '0', currency),
  }));
};

const sizesOf = (cells: readonly RfmCell[], currency: string): SegmentSize[] =>
  SEGMENTS.map(({ name, title }) => {
    const own = cells.filter((cell) => cell.segment === name);
    const revenue = own.reduce((sum, cell) => sum.plus(cell.revenue), new Decimal(0));
    const customers = own.reduce((sum, cell) => sum + cell.customers, 0);
    return { name, title, customers, revenue: amountText(revenue.toString(), currency) };
  });
