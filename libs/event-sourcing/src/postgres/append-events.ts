import type { AppendResult } from '../event-store.js';
import type { PreparedAppend, PreparedEvent } from '../prepared-append.js';
import type { Sql } from '../sql.js';
import { plainArray, textArray } from './array-literal.js';

interface AppendRow {
  ok: boolean;
  version: number;
  sequence: string | null;
}

const CALL = `SELECT ok, version, sequence FROM public.append_events(
  $1::integer, $2::smallint[], $3::smallint[], $4::text[], $5::integer[], $6::integer[], $7::integer[], $8::integer[],
  $9::integer[], $10::text[], $11::smallint[], $12::uuid[], $13::jsonb, $14::jsonb)`;

/** One call of `append_events`. Data and meta go as one JSON array each: nothing in them needs escaping. */
export const appendEvents = async (
  sql: Sql,
  shards: number,
  appends: readonly PreparedAppend[],
): Promise<AppendResult[]> => {
  if (appends.length === 0) return [];
  const { rows } = await sql.query<AppendRow>(CALL, [shards, ...callArrays(appends)]);
  return rows.map((row, index) => toResult(row, appends[index]!.shard));
};

const toResult = (row: AppendRow, shard: number): AppendResult =>
  row.ok
    ? { ok: true, position: { shard, sequence: Number(row.sequence) }, version: row.version }
    : { ok: false, currentVersion: row.version };

const callArrays = (appends: readonly PreparedAppend[]): string[] => {
  const firsts: number[] = [];
  const previous: (number | null)[] = [];
  const eventAppends: number[] = [];
  const events: PreparedEvent[] = [];
  const lastOfStream = new Map<string, number>();
  for (const [index, append] of appends.entries()) {
    const number = index + 1;
    firsts.push(events.length);
    previous.push(lastOfStream.get(append.stream) ?? null);
    lastOfStream.set(append.stream, number);
    for (const event of append.events) {
      events.push(event);
      eventAppends.push(number);
    }
  }
  return [
    plainArray([...new Set(appends.map((append) => append.shard))].sort((a, b) => a - b)),
    plainArray(appends.map((append) => append.shard)),
    textArray(appends.map((append) => append.stream)),
    plainArray(appends.map((append) => append.expectedVersion)),
    plainArray(appends.map((append) => append.events.length)),
    plainArray(firsts),
    plainArray(previous),
    plainArray(eventAppends),
    textArray(events.map((event) => event.type)),
    plainArray(events.map((event) => event.schemaVersion)),
    plainArray(events.map((event) => event.eventId)),
    `[${events.map((event) => event.data).join(',')}]`,
    `[${events.map((event) => event.meta).join(',')}]`,
  ];
};
