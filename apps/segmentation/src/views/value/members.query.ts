import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DomainError, type Sql } from '@clientele/event-sourcing';
import { amountText, Database, decodeCursor, encodeCursor, invalidCursor, isUuid } from '@clientele/platform';
import { type Segment, SEGMENTS, valueOf } from '../../segments/segments.js';
import { type Cuts, cutsNow } from './cuts.query.js';
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
      const wanted = { segment, after, limit: page.limit + 1 };
      return end === null ? membersNow(sql, currency, wanted) : membersAmong(sql, scoredAsOf(currency, end), wanted);
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

interface Wanted {
  readonly segment: string;
  /** Customers after the first and up to the other; null: open. */
  readonly after: string | null;
  readonly upTo?: string | null;
  /** Who bought last after the first and up to the other. */
  readonly bought?: readonly [after: string | null, upTo: string | null];
  readonly limit: number;
}

/** So many customers are looked at one by one, before all that are left are at once. */
const ONE_BY_ONE = 5_000;
const WALK = 'SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_sort = off';
const SWEEP = 'SET LOCAL enable_hashjoin = on; SET LOCAL enable_sort = on';

/**
 * Of most segments a page is soon found by a walk in the order of ids; to find all of the segment first, and sort them,
 * would take much longer. Of one that is rare, or that begins far away, the walk would look at everybody.
 */
const membersNow = async (sql: Sql, currency: string | null, wanted: Wanted): Promise<Row[]> => {
  const cuts = await cutsNow(sql, currency);
  const segment = SEGMENTS.find((each) => each.name === wanted.segment)!;
  const scored = scoredNow(currency, cuts, isForBlank(segment, cuts) ? 'everybody' : 'spenders');
  const upTo = await customerFurtherOn(sql, wanted.after);
  await sql.query(WALK);
  const near = await membersAmong(sql, scored, { ...wanted, upTo });
  const missing = wanted.limit - near.length;
  if (upTo === null || missing === 0) return near;
  await sql.query(SWEEP);
  const [least, greatest] = segment.recency;
  const bought = [cuts.r[least - 2] ?? null, cuts.r[greatest - 1] ?? null] as const;
  return [...near, ...(await membersAmong(sql, scored, { ...wanted, after: upTo, bought, limit: missing }))];
};

/** Whether somebody who spent nothing in the currency can be in the segment. */
const isForBlank = ({ value: [least, greatest] }: Segment, { m, someSpentNothing }: Cuts): boolean => {
  const monetary = 1 + m.filter((cut) => Number(cut) < 0).length;
  const values = [1, 2, 3, 4, 5].map((frequency) => valueOf(frequency, monetary));
  return someSpentNothing && values.some((value) => least <= value && value <= greatest);
};

const customerFurtherOn = async (sql: Sql, after: string | null): Promise<string | null> => {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT customer_id AS id FROM value.summaries WHERE $1::text IS NULL OR customer_id > $1::uuid
     ORDER BY customer_id OFFSET $2 LIMIT 1`,
    [after, ONE_BY_ONE],
  );
  return rows[0]?.id ?? null;
};

const membersAmong = async (
  sql: Sql,
  { sql: scored, values }: Scored,
  { segment, after, upTo = null, bought: [boughtAfter, boughtUpTo] = [null, null], limit }: Wanted,
): Promise<Row[]> => {
  const [wanted, id, last, from, to, most] = [1, 2, 3, 4, 5, 6].map((n) => `$${values.length + n}`);
  const { rows } = await sql.query<Row>(
    `${scored}
     SELECT customer_id AS "customerId", r, f, m, purchases, last_at, amount::text, $1::text AS currency
     FROM scored
     WHERE segment = ${wanted}
       AND (${id}::text IS NULL OR customer_id > ${id}::uuid) AND (${last}::text IS NULL OR customer_id <= ${last}::uuid)
       AND (${from}::text IS NULL OR last_at > ${from}::timestamptz) AND (${to}::text IS NULL OR last_at <= ${to}::timestamptz)
     ORDER BY customer_id LIMIT ${most}`,
    [...values, segment, after, upTo, boughtAfter, boughtUpTo, limit],
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
