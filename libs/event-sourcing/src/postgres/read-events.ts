import type { RecordedEvent } from '../event.js';
import type { ShardSlice } from '../event-store.js';
import type { Sql } from '../sql.js';
import { textArray } from './array-literal.js';

interface EventRow {
  shard: number;
  sequence: string;
  stream: string;
  version: number;
  type: string;
  schema_version: number;
  data: object;
  meta: object;
  event_id: string;
  /** Seconds since 1970: the driver takes longer to make a date of its text than for the rest of the row. */
  recorded_at: number;
}

const COLUMNS = `e.shard, e.sequence, e.stream, e.version, e.type, e.schema_version, e.data, e.meta, e.event_id,
  date_part('epoch', e.recorded_at) AS recorded_at`;

const toEvent = (row: EventRow): RecordedEvent => ({
  shard: row.shard,
  sequence: Number(row.sequence),
  stream: row.stream,
  version: row.version,
  type: row.type,
  schemaVersion: row.schema_version,
  data: row.data,
  meta: row.meta as RecordedEvent['meta'],
  eventId: row.event_id,
  recordedAt: toDate(row.recorded_at),
});

/** Exact to the microsecond, of which a date keeps the whole milliseconds. */
const toDate = (seconds: number): Date => new Date(Math.floor(Math.round(seconds * 1e6) / 1e3));

/** Their histories; a stream without events is absent. */
export const selectStreams = async (
  sql: Sql,
  streams: readonly string[],
  after = 0,
): Promise<Map<string, RecordedEvent[]>> => {
  const { rows } = await sql.query<EventRow>(
    `SELECT ${COLUMNS} FROM public.events e
     WHERE e.stream = ANY ($1::text[]) AND e.version > $2
     ORDER BY e.stream, e.version`,
    [textArray(streams), after],
  );
  return Map.groupBy(rows.map(toEvent), ({ stream }) => stream);
};

/**
 * The window of each shard is found by arithmetic, since sequences have no gaps: events of other types are not even
 * shipped. The statement's one snapshot makes the window and its events fit together. The window of an empty shard must
 * end at 0 (`least` passes over NULL), or its first events would never be read.
 */
const SELECT_SHARDS = `
  SELECT w.n AS window_shard, w.up_to, ${COLUMNS}
  FROM (
    SELECT (a.n - 1)::smallint AS n, a.after, greatest(a.after, least(a.after + $2, (
      SELECT coalesce(max(h.sequence), 0) FROM public.events h WHERE h.shard = (a.n - 1)::smallint
    ))) AS up_to
    FROM unnest($1::bigint[]) WITH ORDINALITY a(after, n)
    OFFSET 0
  ) w
  LEFT JOIN LATERAL (
    SELECT * FROM public.events s
    WHERE s.shard = w.n AND s.sequence > w.after AND s.sequence <= w.up_to
      AND ($3::text[] IS NULL OR s.type = ANY ($3::text[]))
    ORDER BY s.sequence
  ) e ON true`;

export const selectShards = async (
  sql: Sql,
  after: readonly number[],
  limit: number,
  types: readonly string[] | undefined,
): Promise<ShardSlice[]> => {
  const { rows } = await sql.query<(EventRow | { sequence: null }) & { window_shard: number; up_to: string }>(
    SELECT_SHARDS,
    [after, limit, types ?? null],
  );
  const slices = after.map((upTo, shard) => ({ shard, events: [] as RecordedEvent[], upTo }));
  for (const row of rows) {
    const slice = slices[row.window_shard]!;
    slice.upTo = Number(row.up_to);
    if (row.sequence !== null) slice.events.push(toEvent(row));
  }
  return slices;
};

export const selectHeads = async (sql: Sql, shards: number): Promise<number[]> => {
  const { rows } = await sql.query<{ head: string }>(
    `SELECT coalesce((SELECT max(e.sequence) FROM public.events e WHERE e.shard = n::smallint), 0) AS head
     FROM generate_series(0, $1::integer - 1) n ORDER BY n`,
    [shards],
  );
  return rows.map((row) => Number(row.head));
};
