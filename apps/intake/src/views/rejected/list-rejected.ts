import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database, decodeMoment, encodeMoment, momentText } from '@clientele/platform';
import type { RecordRejected } from '../../rejection/rejection.js';

export interface RejectedPage {
  readonly items: readonly RecordRejected['data'][];
  readonly next: string | null;
}

export interface RejectedFilter {
  readonly source?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Refused records, the last first. */
export class ListRejected extends Query<RejectedPage> {
  constructor(readonly filter: RejectedFilter) {
    super();
  }
}

@QueryHandler(ListRejected)
export class ListRejectedHandler implements IQueryHandler<ListRejected> {
  constructor(private readonly database: Database) {}

  async execute({ filter: { source, from, to, limit, cursor } }: ListRejected): Promise<RejectedPage> {
    const [beforeTime, beforeId] = decodeMoment(cursor);
    const { rows } = await this.database.query<{ rejection: RecordRejected['data']; at: string; id: string }>(
      `SELECT id, rejection, ${momentText('rejected_at')} AS at
         FROM rejected.records
        WHERE ($1::text IS NULL OR source = $1)
          AND ($2::timestamptz IS NULL OR rejected_at >= $2)
          AND ($3::timestamptz IS NULL OR rejected_at < $3)
          AND ($4::timestamptz IS NULL OR (rejected_at, id) < ($4, $5::uuid))
        ORDER BY rejected_at DESC, id DESC
        LIMIT $6 + 1`,
      [source ?? null, from ?? null, to ?? null, beforeTime, beforeId, limit],
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ rejection }) => rejection),
      next: rows.length > limit && last ? encodeMoment(last.at, last.id) : null,
    };
  }
}
