import assert from 'node:assert/strict';
import { ProjectionRunner } from '@clientele/event-sourcing';
import { StoreFeed } from '@clientele/messaging';
import type { Benchmark } from '../harness/benchmark.ts';
import type { Bench } from '../harness/bench.ts';
import { timed } from './in-flight.ts';
import { contentOf, Spending, SPENDING_TABLE, UPSERT, upsertValues } from './spending.ts';
import { fill, openStore, withDatabase, type OurStore } from './stores.ts';

/** Events at once, over all shards, as the runner has them. */
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
        against: { name: 'upsert', run: async () => events / (await byHand(bench, ours)) },
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

/** The same read; each batch in a statement of its own, and nothing is written down of how far it is. */
const byHand = async (bench: Bench, { store, database }: OurStore): Promise<number> => {
  await database.query('DROP TABLE IF EXISTS public.spending');
  await database.query(SPENDING_TABLE);
  await (await bench.server).settle();
  return timed(async () => {
    let after = new Array<number>(store.shards).fill(0);
    for (;;) {
      const slices = await store.readShards(after, BATCH / store.shards);
      const events = slices.flatMap((slice) => slice.events);
      if (events.length === 0) return;
      await database.query(UPSERT, upsertValues(events));
      after = slices.map((slice) => slice.upTo);
    }
  });
};
