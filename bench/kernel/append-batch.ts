import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { StreamAppend } from '@clientele/event-sourcing';
import type pg from 'pg';
import type { Benchmark } from '../harness/benchmark.ts';
import { inFlight, timed } from './in-flight.ts';
import { batchesOf } from './purchases.ts';
import { openStore, withDatabase } from './stores.ts';

const BATCH = 500;
const SHARDS = 16;

export const appendBatch: Benchmark = {
  name: 'append-batch',
  summary: 'Events appended in batches of 500 over many streams, against plain multi-row INSERTs of the same rows',

  async run(bench) {
    const events = bench.either(100_000, 5_000);
    const batches = batchesOf(0, events, bench.either(20_000, 1_000), BATCH);
    for (const writers of [1, 4]) {
      const measured = (write: Write) => (): Promise<number> =>
        withDatabase(bench, async (pool) => {
          const seconds = await write(pool, batches, writers);
          await checkRows(pool, batches);
          return events / seconds;
        });
      await bench.compare({
        what: `batches of ${BATCH}, ${writers === 1 ? 'one writer' : `${writers} writers at once`}`,
        unit: 'events/s',
        ours: { name: 'append', run: measured(append) },
        against: { name: 'INSERT', run: measured(insert) },
        mark: { of: 'ratio', atLeast: 0.6 },
      });
    }
  },
};

/** Answers the seconds. */
type Write = (pool: pg.Pool, batches: readonly StreamAppend[][], writers: number) => Promise<number>;

const append: Write = async (pool, batches, writers) => {
  const { store } = await openStore(pool);
  return timed(() =>
    inFlight(writers, batches, async (batch) => {
      const results = await store.append(batch);
      assert(results.every((result) => result.ok));
    }),
  );
};

/** The table and its indexes are the store's. The values go as cheaply as ours: as few texts, made at once, not by the driver. */
const insert: Write = async (pool, batches, writers) => {
  await openStore(pool);
  const sequences = new Array<number>(SHARDS).fill(0);
  let next = 0;
  return timed(() =>
    inFlight(writers, batches, async (batch) => {
      const rows = batch.map(({ stream, expectedVersion = 0, events: [event] }) => {
        const shard = next++ % SHARDS;
        return { shard, sequence: ++sequences[shard]!, stream, version: expectedVersion + 1, event: event! };
      });
      await pool.query(
        `INSERT INTO events (shard, sequence, stream, version, type, schema_version, data, meta, event_id, recorded_at)
         SELECT shard, sequence, stream, version, type, 1, data, meta, event_id, now()
         FROM ROWS FROM (unnest($1::smallint[], $2::bigint[], $3::text[], $4::int[], $5::text[], $6::uuid[]),
                         jsonb_array_elements($7::jsonb), jsonb_array_elements($8::jsonb))
           r(shard, sequence, stream, version, type, event_id, data, meta)`,
        [
          arrayOf(rows.map((row) => row.shard)),
          arrayOf(rows.map((row) => row.sequence)),
          arrayOf(rows.map((row) => row.stream)),
          arrayOf(rows.map((row) => row.version)),
          arrayOf(rows.map((row) => row.event.type)),
          arrayOf(rows.map(() => randomUUID())),
          JSON.stringify(rows.map((row) => row.event.data)),
          JSON.stringify(rows.map((row) => row.event.meta)),
        ],
      );
    }),
  );
};

/** As PostgreSQL reads it. Nothing in them needs quotes. */
const arrayOf = (values: readonly (number | string)[]): string => `{${values.join(',')}}`;

/** Every event is there, at its version, and each shard's sequence has no gap. */
const checkRows = async (pool: pg.Pool, batches: readonly StreamAppend[][]): Promise<void> => {
  const { rows } = await pool.query<{ key: string; orders: string[] }>(
    `SELECT stream AS key, array_agg(data->>'order' ORDER BY version) AS orders FROM events GROUP BY stream`,
  );
  const found = new Map(rows.map(({ key, orders }) => [key, orders]));
  const expected = new Map<string, unknown[]>();
  for (const { stream, events } of batches.flat()) {
    const { order } = events[0]!.data as { order: string };
    expected.set(stream, [...(expected.get(stream) ?? []), order]);
  }
  assert.deepEqual(found, expected);
  const gaps = await pool.query('SELECT shard FROM events GROUP BY shard HAVING max(sequence) <> count(*)');
  assert.deepEqual(gaps.rows, []);
};
