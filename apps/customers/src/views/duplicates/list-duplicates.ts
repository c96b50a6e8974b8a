import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database, decodeMoment, encodeMoment, momentText } from '@clientele/platform';
import type { CustomerProfile } from '../profile/customer-profile.js';
import { profilesOf } from '../profile/get-profile.js';

export const DUPLICATE_STATUSES = ['open', 'dismissed', 'merged'] as const;
export type DuplicateStatus = (typeof DUPLICATE_STATUSES)[number];

export interface PossibleDuplicatePair {
  readonly id: string;
  readonly status: DuplicateStatus;
  readonly customerIds: readonly [string, string];
  readonly customers: readonly CustomerProfile[];
  /** Kinds of identifiers that lead to both. */
  readonly shares: readonly string[];
  readonly reportedAt: string;
  readonly dismissal?: { readonly at: string; readonly by: string; readonly reason?: string };
}

export interface DuplicatePage {
  readonly items: readonly PossibleDuplicatePair[];
  readonly next: string | null;
}

/** Newest first. */
export class ListDuplicates extends Query<DuplicatePage> {
  constructor(
    readonly status: DuplicateStatus,
    readonly page: { readonly limit: number; readonly cursor?: string },
  ) {
    super();
  }
}

interface Row {
  pair_id: string;
  one: string;
  other: string;
  shares: string[];
  reported_at: Date;
  at: string;
  dismissed_at: Date | null;
  dismissed_by: string;
  reason: string | null;
}

@QueryHandler(ListDuplicates)
export class ListDuplicatesHandler implements IQueryHandler<ListDuplicates> {
  constructor(private readonly database: Database) {}

  async execute({ status, page }: ListDuplicates): Promise<DuplicatePage> {
    const rows = await this.find(status, page.limit + 1, page.cursor);
    const shown = rows.slice(0, page.limit);
    const profiles = await profilesOf(this.database, [...new Set(shown.flatMap(({ one, other }) => [one, other]))]);
    const last = shown.at(-1);
    return {
      items: shown.map((row) => pairOf(row, status, profiles)),
      next: rows.length > shown.length && last ? encodeMoment(last.at, last.pair_id) : null,
    };
  }

  private async find(status: DuplicateStatus, limit: number, cursor?: string): Promise<Row[]> {
    const [at, id] = decodeMoment(cursor);
    const { rows } = await this.database.query<Row>(
      `SELECT p.*, ${momentText('p.reported_at')} AS at
       FROM duplicates.pairs p
       JOIN profile.customers one ON one.customer_id = p.one
       JOIN profile.customers other ON other.customer_id = p.other
       CROSS JOIN LATERAL (SELECT CASE WHEN one.canonical_id = other.canonical_id THEN 'merged'
         WHEN p.dismissed_at IS NOT NULL THEN 'dismissed' ELSE 'open' END AS status) s
       WHERE s.status = $1 AND ($2::timestamptz IS NULL OR (p.reported_at, p.pair_id) < ($2, $3::uuid))
       ORDER BY p.reported_at DESC, p.pair_id DESC LIMIT $4`,
      [status, at, id, limit],
    );
    return rows;
  }
}

const pairOf = (
  row: Row,
  status: DuplicateStatus,
  profiles: ReadonlyMap<string, CustomerProfile>,
): PossibleDuplicatePair => ({
  id: row.pair_id,
  status,
  customerIds: [row.one, row.other],
  customers: [row.one, row.other].flatMap((id) => profiles.get(id) ?? []),
  shares: row.shares,
  reportedAt: row.reported_at.toISOString(),
  ...(row.dismissed_at && {
    dismissal: {
      at: row.dismissed_at.toISOString(),
      by: row.dismissed_by,
      ...(row.reason === null ? {} : { reason: row.reason }),
    },
  }),
});
