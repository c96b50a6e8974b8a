import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database, decodeMoment, encodeMoment, momentText } from '@clientele/platform';
import type { TimelineKind } from './timeline-entry.js';

/** A fact whose first key no customer holds yet. */
export interface WaitingFact {
  readonly id: string;
  readonly kind: TimelineKind;
  readonly occurredAt: string;
  readonly source: string;
  readonly sourceId: string;
}
export interface WaitingPage {
  readonly items: readonly WaitingFact[];
  readonly next: string | null;
  readonly total: number;
}

/** Facts that wait for their customer, oldest first. */
export class GetWaiting extends Query<WaitingPage> {
  constructor(
    readonly source: string | undefined,
    readonly limit: number,
    readonly cursor?: string,
  ) {
    super();
  }
}

const MATCHES = 'customer_id IS NULL AND ($1::text IS NULL OR source = $1)';

@QueryHandler(GetWaiting)
export class GetWaitingHandler implements IQueryHandler<GetWaiting> {
  constructor(private readonly database: Database) {}

  async execute({ source, limit, cursor }: GetWaiting): Promise<WaitingPage> {
    const after = decodeMoment(cursor);
    const [page, all] = await Promise.all([
      this.database.query(
        `SELECT entry_id, kind, occurred_at, ${momentText('occurred_at')} AS occurred_at_text, source, data->>'sourceId' AS source_id
         FROM timeline.entries
         WHERE ${MATCHES} AND ($2::timestamptz IS NULL OR (occurred_at, entry_id) > ($2, $3::uuid))
         ORDER BY occurred_at, entry_id LIMIT $4`,
        [source ?? null, ...after, limit + 1],
      ),
      this.database.query(`SELECT count(*) AS total FROM timeline.entries WHERE ${MATCHES}`, [source ?? null]),
    ]);
    const rows = page.rows.slice(0, limit);
    const last = page.rows.length > limit ? rows.at(-1) : undefined;
    return {
      items: rows.map((row) => ({
        id: row.entry_id,
        kind: row.kind,
        occurredAt: row.occurred_at.toISOString(),
        source: row.source,
        sourceId: row.source_id,
      })),
      next: last ? encodeMoment(last.occurred_at_text, last.entry_id) : null,
      total: Number(all.rows[0].total),
    };
  }
}
