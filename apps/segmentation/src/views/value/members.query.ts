import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DomainError, type Sql } from '@clientele/event-sourcing';
import { amountText, Database, decodeCursor, encodeCursor, invalidCursor, isUuid } from '@clientele/platform';
import { SEGMENTS } from '../../segments/segments.js';
import { cutsNow } from './cuts.query.js';
import { moneyRanked } from './money.query.js';
import { endOf, type Ranking } from './ranking.js';
import { type Scored, scoredAsOf, scoredNow } from './rfm.sql.js';
import { atOneMoment } from './snapshot.js';

export interface Member {
  readonly customerId: string;
  readonly r: number;
  readonly f: number;
  readonly m: number;
  readonly purchases: number;
  readonly lastPurchaseAt: string;
  readonly amount: string;
  readonly currency: string;
}

export interface MembersPage {
  readonly items: readonly Member[];
  readonly next: string | null;
}

export class GetMembers extends Query<MembersPage> {
  constructor(
    readonly segment: string,
    readonly ranking: Ranking,
    readonly page: { readonly limit: number; readonly cursor?: string },
  ) {
    super();
  }
}

@QueryHandler(GetMembers)
export class GetMembersHandler implements IQueryHandler<GetMembers> {
  constructor(private readonly database: Database) {}

  async execute({ segment, ranking, page }: GetMembers): Promise<MembersPage> {
    if (!SEGMENTS.some((each) => each.name === segment)) throw unknownSegment();
    const end = endOf(ranking.asOf);
    const after = page.cursor === undefined ? null : customerOf(page.cursor);
    const rows = await atOneMoment(this.database, async (sql) => {
      const { currency } = await moneyRanked(sql, end, ranking.currency);
      if (end !== null) return membersAmong(sql, scoredAsOf(currency, end), segment, after, page.limit + 1);
      const scored = scoredNow(currency, await cutsNow(sql, currency));
      // In the order of ids so many are soon found; to find all of the segment first, and sort them, would take much longer.
      await sql.query('SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_sort = off');
      return membersAmong(sql, scored, segment, after, page.limit + 1);
    });
    const items = rows.slice(0, page.limit).map(({ last_at, amount, ...row }) => ({
      ...row,
      lastPurchaseAt: last_at.toISOString(),
      amount: amountText(amount, row.currency),
    }));
    return { items, next: rows.length > page.limit ? encodeCursor([items.at(-1)!.customerId]) : null };
  }
}

type Row = Omit<Member, 'lastPurchaseAt'> & { readonly last_at: Date };

const membersAmong = async (
  sql: Sql,
  { sql: scored, values }: Scored,
  segment: string,
  after: string | null,
  limit: number,
): Promise<Row[]> => {
  const [wanted, id, most] = [1, 2, 3].map((n) => `$${values.length + n}`);
  const { rows } = await sql.query<Row>(
    `${scored}
     SELECT customer_id AS "customerId", r, f, m, purchases, last_at, amount::text, $1::text AS currency
     FROM scored WHERE segment = ${wanted} AND (${id}::text IS NULL OR customer_id > ${id}::uuid)
     ORDER BY customer_id LIMIT ${most}`,
    [...values, segment, after, limit],
  );
  return rows;
};

const customerOf = (cursor: string): string => {
  const [id] = decodeCursor(cursor, 1);
  if (isUuid(id)) return id;
  throw invalidCursor();
};

const unknownSegment = (): DomainError =>
  new DomainError('SegmentUnknown', 'missing', 'There is no segment of that name; see /segmentation/v1/segments.', {
    segments: SEGMENTS.map((each) => each.name),
  });
