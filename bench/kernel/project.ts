import assert from 'node:assert/strict';
import { ProjectionRunner, type Sql } from '@clientele/event-sourcing';
import { StoreFeed } from '@clientele/messaging';
import type { Benchmark } from '../harness/benchmark.ts';
import type { Bench } from '../harness/bench.ts';
import { timed } from './in-flight.ts';
import { contentOf, Spending, SPENDING_TABLE, UPSERT, upsertValues } from './spending.ts';
import { fill, openStore, withDatabase, type OurStore } from './stores.ts';

const BATCH = 2_000;

export const project: Benchmark = {
  name: 'project',
  summary:
    'Events through a view of one row a stream, checkpoints included, against a plain batched upsert of the same rows',

  async run(bench) {
    const events = bench.either(200_000, 4_000);
    const streams = events / 5;
    await withDatabase(bench, async (pool) => {
      const ours = await openStore(pool);
      await fill(bench, ours.store, events, streams);
      await pool.query('VACUUM ANALYZE events');
      await bench.compare({
        what: `a view of ${streams.toLocaleString('en-US')} rows`,
        unit: 'events/s',
        ours: { name: 'runner', run: async () => events / (await throughRunner(bench, ours)) },
        against: { name: 'upsert', run: async () => events / (await byHand(bench, pool)) },
        mark: { of: 'ratio', atLeast: 0.6 },
      });
      const [shown, expected] = [await contentOf(pool, 'spending.spending'), await contentOf(pool, 'spending')];
      assert.deepEqual(shown, expected);
      assert.deepEqual([shown.baskets, shown.purchases], [streams, events]);
    });
  },
};

/** A view that is new reads all there is. */
const throughRunner = async (bench: Bench, { store, database }: OurStore): Promise<number> => {
  await database.query('DROP SCHEMA IF EXISTS spending CASCADE');
  await (await bench.server).settle();
  const feed = new StoreFeed(store);
  const runner = new ProjectionRunner({
    projection: new Spending(),
    feeds: new Map([['shop', feed]]),
    database,
    store,
  });
  const heads = await store.heads();
  const positions = new Map([['shop', heads.map((sequence, shard) => ({ shard, sequence }))]]);
  const seconds = await timed(async () => {
    await runner.start();
    await runner.waitFor(positions, 600_000);
  });
  await runner.stop();
  return seconds;
};

interface EventRow {
  readonly shard: number;
  readonly sequence: string;
  readonly stream: string;
  readonly data: object;
}

/** Along the primary key; each batch in a statement of its own, and nothing is written down of how far it is. */
const byHand = async (bench: Bench, sql: Sql): Promise<number> => {
  await sql.query('DROP TABLE IF EXISTS public.spending');
  await sql.query(SPENDING_TABLE);
  await (await bench.server).settle();
  return timed(async () => {
    let [shard, sequence] = [0, '0'];
    for (;;) {
      const { rows } = await sql.query<EventRow>(
        'SELECT * FROM events WHERE (shard, sequence) > ($1, $2) ORDER BY shard, sequence LIMIT $3',
        [shard, sequence, BATCH],
      );
      if (rows.length > 0) await sql.query(UPSERT, upsertValues(rows));
      if (rows.length < BATCH) return;
      ({ shard, sequence } = rows.at(-1)!);
    }
  });
};
