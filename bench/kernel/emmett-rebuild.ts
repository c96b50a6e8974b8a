import assert from 'node:assert/strict';
import { postgreSQLProjection, rebuildPostgreSQLProjections } from '@event-driven-io/emmett-postgresql';
import type pg from 'pg';
import type { Bench } from '../harness/bench.ts';
import { openEmmett } from './emmett.ts';
import { inFlight, timed } from './in-flight.ts';
import { batchesOf, type Purchased } from './purchases.ts';
import { contentOf, SPENDING_TABLE, UPSERT, upsertValues } from './spending.ts';
import { withDatabase } from './stores.ts';

/** As many as we read at once, and without the pause that it makes after each batch. */
const PULLING = { batchSize: 2_000, pullingFrequencyInMs: 0 };

/** The same view of the same events; answers the seconds. */
export const rebuildByEmmett = (bench: Bench, events: number): Promise<number> =>
  withDatabase(bench, async (_, { url }) => {
    const { pool } = await openEmmett(url);
    try {
      await fillEmmett(pool, events);
      await pool.query(SPENDING_TABLE);
      await pool.query('VACUUM ANALYZE emt_messages');
      await (await bench.server).settle();
      const consumer = rebuildPostgreSQLProjections({
        connectionString: url,
        pulling: PULLING,
        projections: [spending],
      });
      const seconds = await timed(() => consumer.start());
      await consumer.close();
      const { baskets, purchases } = await contentOf(pool, 'spending');
      assert.deepEqual([baskets, purchases], [events / 10, events]);
      return seconds;
    } finally {
      await pool.end();
    }
  });

/** It is handed one event at a time, and moves the checkpoint after each. */
const spending = postgreSQLProjection<Purchased>({
  name: 'spending',
  canHandle: ['Purchased'],
  truncate: async ({ connection: { client } }) => {
    await client.query('TRUNCATE spending');
  },
  handle: async (events, { connection: { client } }) => {
    const values = upsertValues(events.map(({ data, metadata }) => ({ data, stream: metadata.streamName })));
    await client.query({ name: 'spending', text: UPSERT, values });
  },
});

/** The rows that its store would write: one by one takes too long. */
const fillEmmett = async (pool: pg.Pool, events: number): Promise<void> => {
  await inFlight(1, batchesOf(0, events, events / 10, 1_000), (batch) =>
    pool.query(
      `INSERT INTO emt_messages (stream_id, stream_position, message_kind, message_schema_version, message_id,
                                 message_type, message_data, message_metadata, transaction_id)
       SELECT stream, version, 'E', '1', gen_random_uuid(), 'Purchased', data, meta, pg_current_xact_id()
       FROM unnest($1::text[], $2::int[], $3::jsonb[], $4::jsonb[]) r(stream, version, data, meta)`,
      [
        batch.map(({ stream }) => stream),
        batch.map(({ expectedVersion = 0 }) => expectedVersion + 1),
        batch.map(({ events: [event] }) => JSON.stringify(event!.data)),
        batch.map(({ events: [event] }) => JSON.stringify(event!.meta)),
      ],
    ),
  );
};
