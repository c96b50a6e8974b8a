import { setTimeout } from 'node:timers/promises';
import type { Bench } from '../harness/bench.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { get, untilInEveryView, untilLookedAt, type Product } from '../product/product.ts';
import { Standalone } from '../product/standalone.ts';
import { scatteredPurchase } from './made-up.ts';
import { sendLines } from './send.ts';
import { secondsToReady } from './npm-start.ts';

const LEVELS = [10_000, 100_000, 1_000_000, 5_000_000];
const QUICK_LEVELS = [1_000, 2_000];
const PATH = '/intake/v1/purchases';
/** Milliseconds between two placings of standings. To ask all the time whether it is done would cost as well. */
const PLACING = 2_000;

export const growth: Benchmark = {
  name: 'growth',
  summary: 'What a fact costs from HTTP to every view, by how many facts are held, against the first level',
  run: async (bench) => {
    const home = await bench.newFolder();
    const product = await bench.start(() => Standalone.start(home));
    let held: number;
    try {
      held = await measureLevels(bench, product);
    } finally {
      await product.stop();
    }
    bench.progress.say(`npm start with ${held} facts`);
    bench.record({
      what: `npm start with ${held.toLocaleString('en-US')} facts`,
      unit: 's',
      values: [await secondsToReady(bench, home, (again) => checkPurchases(again, held))],
      mark: { of: 'median', atMost: 8 },
    });
  },
};

const checkPurchases = async (product: Pick<Product, 'url'>, held: number): Promise<void> => {
  const { purchases } = await get<{ purchases: number }>(product, '/analytics/v1/overview');
  if (purchases !== held) throw new Error(`${held} purchases sent; the overview tells of ${purchases}.`);
};

/** Microseconds for each fact, of each batch. */
interface Cost {
  /** From HTTP to every view; a batch is so short that up to a tenth of a second of it may be the looking. */
  readonly elapsed: number[];
  /** Of the processors, for all that comes of it. */
  readonly busy: number[];
}

/** Answers how many facts are held then. */
const measureLevels = async (bench: Bench, product: Standalone): Promise<number> => {
  // A tenth of the first level, which would be another one after more; the same at all, for what each batch costs once.
  const [batch, batches] = bench.either([1_000, 5], [100, 1]);
  let held = 0;
  let first: Cost | undefined;
  for (const level of bench.either(LEVELS, QUICK_LEVELS)) {
    held = await fill(bench, product, held, level);
    await product.settle();
    const cost: Cost = { elapsed: [], busy: [] };
    for (let run = 1; run <= batches; run++, held += batch) {
      await measureBatch(product, held, batch, cost);
      bench.progress.say(`${held + batch} held: ${Math.round(cost.busy.at(-1)!)} µs of the processors a fact`);
    }
    await checkPurchases(product, held);
    first ??= cost;
    record(bench, level, cost, first);
  }
  return held;
};

const measureBatch = async (product: Standalone, held: number, batch: number, cost: Cost): Promise<void> => {
  const { seconds } = await product.usage();
  const begun = performance.now();
  await sendLines(product.url + PATH, scatteredPurchase, held, batch);
  cost.elapsed.push((((await untilLookedAt(product)) - begun) * 1_000) / batch);
  await setTimeout(PLACING);
  await untilInEveryView(product);
  cost.busy.push((((await product.usage()).seconds - seconds) * 1e6) / batch);
};

/** Sends what is lacking to the level, and waits until every view has it. */
const fill = async (bench: Bench, product: Product, held: number, level: number): Promise<number> => {
  const count = Math.max(0, level - held);
  const tell = (sent: number): void => bench.progress.show(held + sent, level, 'of the facts to be held are taken in');
  // In parts, so that the views never fall far behind: what is measured is a product at rest.
  for (let at = held; at < level; at += 100_000) {
    const part = Math.min(100_000, level - at);
    await sendLines(product.url + PATH, scatteredPurchase, at, part, (sent) => tell(at - held + sent));
    await untilInEveryView(product);
  }
  return held + count;
};

/** What must be reached is of the processors: they are what a fact costs. What is waited for is a pace, or a look. */
const record = (bench: Bench, level: number, cost: Cost, first: Cost): void => {
  const [name, unit] = ['the first level', 'µs a fact'];
  const what = `with ${level.toLocaleString('en-US')} facts`;
  bench.record({
    what: `${what}, processors`,
    unit,
    values: cost.busy,
    against: { name, values: first.busy },
    mark: { of: 'ratio', atMost: 1.3 },
  });
  bench.record({ what: `${what}, elapsed`, unit, values: cost.elapsed, against: { name, values: first.elapsed } });
};
