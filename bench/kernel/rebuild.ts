import assert from 'node:assert/strict';
import { ProjectionRunner } from '@clientele/event-sourcing';
import { StoreFeed } from '@clientele/messaging';
import type { Bench } from '../harness/bench.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { rebuildByEmmett } from './emmett-rebuild.ts';
import { timed } from './in-flight.ts';
import { PeakMemory } from './peak-memory.ts';
import { contentOf, Spending } from './spending.ts';
import { fill, openStore, withDatabase } from './stores.ts';

export const rebuild: Benchmark = {
  name: 'rebuild',
  summary: "A view rebuilt from history beside the serving one, against Emmett's rebuild",

  async run(bench) {
    const few = bench.either(100_000, 500);
    const many = bench.either(1_000_000, 5_000);
    const emmetts = bench.either(20_000, 500);
    const atFew: number[] = [];
    const atMany: number[] = [];
    await rebuilding(bench, few, async (once) => {
      for (let run = 0; run <= bench.runs; run++) atFew.push((await once()).peak);
    });
    await rebuilding(bench, many, async (once) => {
      const run = async (): Promise<number> => {
        const { seconds, peak } = await once();
        atMany.push(peak);
        return many / seconds;
      };
      await bench.compare({
        what: `${many.toLocaleString('en-US')} events`,
        unit: 'events/s',
        ours: { name: 'rebuild', run },
        against: {
          name: `Emmett, ${emmetts.toLocaleString('en-US')} events`,
          run: async () => emmetts / (await rebuildByEmmett(bench, emmetts)),
        },
        mark: { of: 'ratio', atLeast: 10 },
      });
    });
    bench.record({
      what: `peak of memory at ${many.toLocaleString('en-US')} events`,
      unit: 'MB',
      values: atMany,
      against: { name: `at ${few.toLocaleString('en-US')} events`, values: atFew },
      mark: { of: 'ratio', atMost: 1.2 },
    });
  },
};

interface Rebuilt {
  readonly seconds: number;
  /** Of the process, MB. */
  readonly peak: number;
}

/** A view that serves, and how to rebuild it once. */
const rebuilding = (
  bench: Bench,
  events: number,
  work: (once: () => Promise<Rebuilt>) => Promise<void>,
): Promise<void> =>
  withDatabase(bench, async (pool) => {
    const { store, database } = await openStore(pool);
    await fill(bench, store, events, events / 10);
    await pool.query('VACUUM ANALYZE events');
    const feeds = new Map([['shop', new StoreFeed(store)]]);
    const runner = new ProjectionRunner({ projection: new Spending(), feeds, database, store });
    const heads = await store.heads();
    try {
      await runner.start();
      await runner.waitFor(new Map([['shop', heads.map((sequence, shard) => ({ shard, sequence }))]]), 600_000);
      const before = await contentOf(pool, 'spending.spending');
      assert.deepEqual([before.baskets, before.purchases], [events / 10, events]);
      await work(async () => {
        // Only what is built anew can be right.
        await pool.query('UPDATE spending.spending SET cents = 0');
        await (await bench.server).settle();
        const memory = new PeakMemory();
        const seconds = await timed(async () => {
          await runner.rebuild();
          await runner.rebuilt();
        });
        const peak = memory.stop();
        assert.deepEqual(await contentOf(pool, 'spending.spending'), before);
        return { seconds, peak };
      });
    } finally {
      await runner.stop();
    }
  });
