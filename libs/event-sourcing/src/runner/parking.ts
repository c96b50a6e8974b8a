import type { FeedRecord } from '../feed.js';
import type { Sql } from '../sql.js';
import { inWords } from './faults.js';
import type { ParkedStream } from './status.js';

/** Of these streams, those that are parked. */
export const parkedAmong = async (
  tx: Sql,
  subscription: string,
  source: string,
  records: readonly FeedRecord[],
): Promise<string[]> => {
  const { rows } = await tx.query<{ stream: string }>(
    `SELECT stream FROM public.parked_streams WHERE subscription = $1 AND source = $2 AND stream = ANY ($3)`,
    [subscription, source, [...new Set(records.map((record) => record.stream))]],
  );
  return rows.map((row) => row.stream);
};

export interface Fault {
  readonly record: FeedRecord;
  readonly error: unknown;
}

/** Parks the streams of the faulty records, and holds back the records of these and of streams parked before. */
export const park = async (
  tx: Sql,
  subscription: string,
  source: string,
  faults: readonly Fault[],
  held: readonly FeedRecord[],
): Promise<void> => {
  if (faults.length > 0) {
    await tx.query(
      `INSERT INTO public.parked_streams (subscription, source, stream, shard, error)
       SELECT $1, $2, * FROM unnest($3::text[], $4::smallint[], $5::text[])`,
      [
        subscription,
        source,
        faults.map(({ record }) => record.stream),
        faults.map(({ record }) => record.shard),
        faults.map(({ error }) => inWords(error)),
      ],
    );
  }
  if (held.length > 0) await hold(tx, subscription, source, held);
};

const hold = async (tx: Sql, subscription: string, source: string, records: readonly FeedRecord[]): Promise<void> => {
  await tx.query(
    `INSERT INTO public.parked_records
       (subscription, source, stream, sequence, previous, type, schema_version, data, meta, event_id, recorded_at)
     SELECT $1, $2, * FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::int[], $8::jsonb[],
                                  $9::jsonb[], $10::text[], $11::timestamptz[])
     ON CONFLICT DO NOTHING`,
    [
      subscription,
      source,
      records.map((record) => record.stream),
      records.map((record) => record.sequence),
      records.map((record) => record.previous),
      records.map((record) => record.type),
      records.map((record) => record.schemaVersion),
      records.map((record) => JSON.stringify(record.data)),
      records.map((record) => JSON.stringify(record.meta)),
      records.map((record) => record.eventId),
      records.map((record) => record.recordedAt.toISOString()),
    ],
  );
};

interface RecordRow {
  readonly shard: number;
  readonly stream: string;
  readonly sequence: number;
  readonly previous: number;
  readonly type: string;
  readonly schema_version: number;
  readonly data: object;
  readonly meta: Record<string, unknown>;
  readonly event_id: string;
  readonly recorded_at: Date;
}

/** A page of the records held back for these streams, each stream's in order. */
export const readHeld = async (
  tx: Sql,
  subscription: string,
  source: string,
  streams: readonly string[],
  after: { readonly stream: string; readonly sequence: number },
  limit: number,
): Promise<FeedRecord[]> => {
  const { rows } = await tx.query<RecordRow>(
    `SELECT s.shard, r.stream, r.sequence::float8 AS sequence, r.previous::float8 AS previous, r.type,
            r.schema_version, r.data, r.meta, r.event_id, r.recorded_at
     FROM public.parked_records r JOIN public.parked_streams s USING (subscription, source, stream)
     WHERE r.subscription = $1 AND r.source = $2 AND r.stream = ANY ($3) AND (r.stream, r.sequence) > ($4, $5)
     ORDER BY r.stream, r.sequence LIMIT $6`,
    [subscription, source, streams, after.stream, after.sequence, limit],
  );
  return rows.map(({ schema_version, event_id, recorded_at, ...row }) => ({
    ...row,
    source,
    schemaVersion: schema_version,
    eventId: event_id,
    recordedAt: recorded_at,
  }));
};

/** Those that were replayed go on; those that failed again keep their records and get the new error. */
export const settle = async (
  tx: Sql,
  subscription: string,
  source: string,
  replayed: readonly string[],
  failed: ReadonlyMap<string, unknown>,
): Promise<number> => {
  const { rows } = await tx.query<{ records: number }>(
    `WITH again AS (
       UPDATE public.parked_streams p SET error = f.error, attempts = p.attempts + 1, tried_at = now()
       FROM unnest($4::text[], $5::text[]) f(stream, error)
       WHERE p.subscription = $1 AND p.source = $2 AND p.stream = f.stream
     ), done AS (
       DELETE FROM public.parked_records
       WHERE subscription = $1 AND source = $2 AND stream = ANY ($3) RETURNING 1
     ) SELECT count(*)::int AS records FROM done`,
    [subscription, source, replayed, [...failed.keys()], [...failed.values()].map(inWords)],
  );
  await tx.query(`DELETE FROM public.parked_streams WHERE subscription = $1 AND source = $2 AND stream = ANY ($3)`, [
    subscription,
    source,
    replayed,
  ]);
  return rows[0]?.records ?? 0;
};

export interface ParkedPage {
  readonly limit?: number;
  /** The last one of the page before. */
  readonly after?: Pick<ParkedStream, 'source' | 'stream'>;
  readonly stream?: string;
}

/** By source and stream. */
export const listParked = async (sql: Sql, subscription: string, page: ParkedPage = {}): Promise<ParkedStream[]> => {
  const { rows } = await sql.query<ParkedStream>(
    `SELECT subscription, source, stream, error, attempts, since, tried_at AS "triedAt",
            (SELECT count(*)::int FROM public.parked_records r
             WHERE r.subscription = p.subscription AND r.source = p.source AND r.stream = p.stream) AS records
     FROM public.parked_streams p
     WHERE subscription = $1 AND (source, stream) > ($2, $3) AND ($4::text IS NULL OR stream = $4)
     ORDER BY source, stream LIMIT $5`,
    [subscription, page.after?.source ?? '', page.after?.stream ?? '', page.stream ?? null, page.limit ?? 100],
  );
  return rows;
};

export const countParked = async (sql: Sql, subscription: string): Promise<number> => {
  const { rows } = await sql.query<{ streams: number }>(
    `SELECT count(*)::int AS streams FROM public.parked_streams WHERE subscription = $1`,
    [subscription],
  );
  return rows[0]?.streams ?? 0;
};
