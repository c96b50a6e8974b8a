import type { Bench } from '../harness/bench.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { checkPurchases, Holding } from './holding.ts';
import { secondsToReady } from './npm-start.ts';

const LEVELS = [10_000, 100_000, 1_000_000, 5_000_000];
const QUICK_LEVELS = [1_000, 2_000];
/** A tenth of the first level, which would be another one after more. */
const BATCH = 1_000;
const QUICK_BATCH = 100;

export const growth: Benchmark = {
  name: 'growth',
  summary: 'What a fact costs from HTTP to every view, by how many facts are held, against a product that holds few',
  run: async (bench) => {
    const home = await bench.newFolder();
    const growing = await Holding.start(bench, home);
    for (const level of bench.either(LEVELS, QUICK_LEVELS)) await measure(bench, growing, level);
    await growing.stop();
    const { held } = growing;
    bench.progress.say(`npm start with ${held} facts`);
    bench.record({
      what: `npm start with ${held.toLocaleString('en-US')} facts`,
      unit: 's',
      values: [await secondsToReady(bench, home, (again) => checkPurchases(again, held))],
      mark: { of: 'median', atMost: 8 },
    });
  },
};

/**
 * By turns with a product of the first level, made for it each time: hours go by between the first level and the last, and
 * what else the machine does in them changes what a fact costs by more than what is held does.
 */
const measure = async (bench: Bench, growing: Holding, level: number): Promise<void> => {
  const [first] = bench.either(LEVELS, QUICK_LEVELS);
  const batch = bench.either(BATCH, QUICK_BATCH);
  // So that the level is in the middle of what is measured, of which the first is to warm up.
  const before = Math.ceil((bench.runs + 1) / 2) * batch;
  await growing.fillUpTo(level - before);
  const few = await Holding.start(bench, await bench.newFolder());
  await few.fillUpTo(first! - before);
  await bench.compare({
    what: `with ${level.toLocaleString('en-US')} facts, processors`,
    unit: 'µs a fact',
    ours: { name: 'ours', run: () => growing.costOf(batch) },
    against: { name: `with ${first!.toLocaleString('en-US')}`, run: () => few.costOf(batch) },
    mark: { of: 'ratio', atMost: 1.3 },
  });
  await Promise.all([growing.check(), few.check()]);
  await few.stop();
};
