import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DomainError } from '@clientele/event-sourcing';
import { amountText, Database, decodeCursor, encodeCursor, invalidCursor, isUuid } from '@clientele/platform';
import { SEGMENTS, SEGMENT_NAMES } from '../../segments/segments.js';
import { moneyRanked } from './money.query.js';
import { endOf, type Ranking } from './ranking.js';
import { scoredSql } from './rfm.sql.js';

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
    const { currency } = await moneyRanked(this.database, end, ranking.currency);
    const after = page.cursor === undefined ? null : customerOf(page.cursor);
    const { rows } = await this.database.query<Omit<Member, 'lastPurchaseAt'> & { last_at: Date }>(
      `${scoredSql(end !== null)}
       SELECT customer_id AS "customerId", r, f, m, purchases, last_at, amount::text, $1::text AS currency
       FROM scored WHERE segment = $4 AND ($5::text IS NULL OR customer_id > $5::uuid)
       ORDER BY customer_id LIMIT $6`,
      [currency, end, SEGMENT_NAMES, segment, after, page.limit + 1],
    );
    const items = rows.slice(0, page.limit).map(({ last_at, amount, ...row }) => ({
      ...row,
      lastPurchaseAt: last_at.toISOString(),
      amount: amountText(amount, row.currency),
    }));
    return { items, next: rows.length > page.limit ? encodeCursor([items.at(-1)!.customerId]) : null };
  }
}

const customerOf = (cursor: string): string => {
  const [id] = decodeCursor(cursor, 1);
  if (isUuid(id)) return id;
  throw invalidCursor();
};

const unknownSegment = (): DomainError =>
  new DomainError('SegmentUnknown', 'missing', 'There is no segment of that name; see /segmentation/v1/segments.', {
    segments: SEGMENTS.map((each) => each.name),
  });
