import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database, decodeMoment, encodeMoment, memberIds, resolveCustomer } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { entryOf, type EntryRow, selectEntries } from './entry-row.js';
import type { TimelineEntry, TimelineKind } from './timeline-entry.js';

export interface TimelinePage {
  readonly items: readonly TimelineEntry[];
  readonly next: string | null;
  /** Of all pages. */
  readonly total: number;
}

export interface TimelineFilter {
  /** All unless said. */
  readonly kinds?: readonly TimelineKind[];
  /** First moment that belongs to it. */
  readonly from?: string;
  /** First moment that no longer does. */
  readonly before?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** What passed between us and a customer and those merged into it, newest first. */
export class GetTimeline extends Query<TimelinePage> {
  constructor(
    readonly ref: string,
    readonly filter: TimelineFilter,
  ) {
    super();
  }
}

const MATCHES = `
  ($2::text[] IS NULL OR e.kind = ANY($2))
  AND ($3::timestamptz IS NULL OR e.occurred_at >= $3)
  AND ($4::timestamptz IS NULL OR e.occurred_at < $4)`;

const COUNT = `SELECT count(*) AS total FROM timeline.entries e WHERE e.customer_id = ANY($1::uuid[]) AND ${MATCHES}`;

const PAGE = selectEntries(
  `${MATCHES} AND ($5::timestamptz IS NULL OR (e.occurred_at, e.entry_id) < ($5, $6::uuid))`,
  '$7',
);

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  constructor(
    private readonly database: Database,
    private readonly identityKeys: IdentityKeys,
  ) {}

  async execute({ ref, filter }: GetTimeline): Promise<TimelinePage> {
    const { kinds, from, before, limit, cursor } = filter;
    const after = decodeMoment(cursor);
    const customer = await resolveCustomer(this.database, 'timeline', this.identityKeys, ref);
    const members = await memberIds(this.database, 'timeline', customer);
    const matches = [members, kinds ?? null, from ?? null, before ?? null];
    const [page, all] = await Promise.all([
      this.database.query<EntryRow>(PAGE, [...matches, ...after, limit + 1]),
      this.database.query<{ total: string }>(COUNT, matches),
    ]);
    const rows = page.rows.slice(0, limit);
    const last = page.rows.length > limit ? rows.at(-1) : undefined;
    return {
      items: rows.map(entryOf),
      next: last ? encodeMoment(last.occurred_at_text, last.entry_id) : null,
      total: Number(all.rows[0]!.total),
    };
  }
}
