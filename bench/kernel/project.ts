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

/** What every run must come to, said otherwise. */
const SUMMED_UP = `(
  SELECT stream AS basket, count(*) AS purchases, sum((data->>'cents')::bigint) AS cents, max((data->>'at')::timestamptz) AS last_at
  FROM public.events GROUP BY stream) summed_up`;

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
      const expected = await contentOf(pool, SUMMED_UP);
      assert.deepEqual([expected.baskets, expected.purchases], [streams, events]);
      const measured = (contender: typeof byHand, table: string) => async (): Promise<number> => {
        const seconds = await contender(bench, ours);
        assert.deepEqual(await contentOf(pool, table), expected);
        return events / seconds;
      };
      await bench.compare({
        what: `a view of ${streams.toLocaleString('en-US')} rows`,
        unit: 'events/s',
        ours: { name: 'runner', run: measured(throughRunner, 'spending.spending') },
        against: { name: 'upsert', run: measured(byHand, 'public.spending') },
        mark: { of: 'ratio', atLeast: 0.6 },
      });
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
  try {
    return await timed(async () => {
      await runner.start();
      await runner.waitFor(positions, 600_000);
    });
  } finally {
    await runner.stop();
  }
};

/** The same read, one batch ahead as well; each in a statement of its own, and nothing is written down of how far it is. */
const byHand = async (bench: Bench, { store, database }: OurStore): Promise<number> => {
  await database.query('DROP TABLE IF EXISTS public.spending');
  await database.query(SPENDING_TABLE);
  await (await bench.server).settle();
  return timed(async () => {
    const read = (after: readonly number[]): ReturnType<typeof store.readShards> =>
      store.readShards(after, BATCH / store.shards);
    let slices = await read(new Array<number>(store.shards).fill(0));
    while (slices.some(({ events }) => events.length > 0)) {
      const values = upsertValues(slices.flatMap(({ events }) => events));
      [slices] = await Promise.all([read(slices.map(({ upTo }) => upTo)), database.query(UPSERT, values)]);
    }
  });
};
