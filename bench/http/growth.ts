import { setTimeout } from 'node:timers/promises';
import type { Bench } from '../harness/bench.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { get, untilInEveryView, untilLookedAt, type Product } from '../product/product.ts';
import { Standalone } from '../product/standalone.ts';
import { vacuum } from '../product/vacuum.ts';
import { scatteredPurchase } from './made-up.ts';
import { sendLines } from './send.ts';
import { secondsToReady } from './npm-start.ts';

const LEVELS = [10_000, 100_000, 1_000_000, 5_000_000];
const QUICK_LEVELS = [1_000, 2_000];
const PATH = '/intake/v1/purchases';
/**
 * Milliseconds in which a batch is in every view, and standings, which have a pace of their own, are placed. To ask all
 * the while whether it is so would cost as much as the facts.
 */
const REST = 3_000;

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
  /** Of the processors, for all that comes of it, beyond what is used at rest. */
  readonly busy: number[];
}

/** Answers how many facts are held then. */
const measureLevels = async (bench: Bench, product: Standalone): Promise<number> => {
  // A tenth of the first level, which would be another one after more; as many at all, for what each batch costs once.
  const [batch, runs] = bench.either([1_000, 3], [100, 1]);
  let held = 0;
  let first: Cost | undefined;
  for (const level of bench.either(LEVELS, QUICK_LEVELS)) {
    // So that the level is in the middle of what is measured.
    held = await fill(bench, product, held, level - runs * batch);
    await vacuum(product);
    await product.settle();
    const cost: Cost = { elapsed: [], busy: [] };
    for (let run = 1; run <= runs; run++, held += 2 * batch) {
      cost.elapsed.push(await elapsedOf(product, held, batch));
      cost.busy.push(await busyOf(product, held + batch, batch));
      bench.progress.say(`${held + 2 * batch} held: ${Math.round(cost.busy.at(-1)!)} µs of the processors a fact`);
    }
    await checkPurchases(product, held);
    first ??= cost;
    record(bench, level, cost, first);
  }
  return held;
};

const elapsedOf = async (product: Standalone, held: number, batch: number): Promise<number> => {
  const begun = performance.now();
  await sendLines(product.url + PATH, scatteredPurchase, held, batch);
  const elapsed = (await untilLookedAt(product)) - begun;
  await untilInEveryView(product);
  return (elapsed * 1_000) / batch;
};

const busyOf = async (product: Standalone, held: number, batch: number): Promise<number> => {
  const atRest = await used(product, () => setTimeout(REST));
  const begun = performance.now();
  const busy = await used(product, async () => {
    await sendLines(product.url + PATH, scatteredPurchase, held, batch);
    await setTimeout(REST);
    await untilInEveryView(product, undefined, REST);
  });
  return ((busy - (atRest * (performance.now() - begun)) / REST) * 1e6) / batch;
};

/** Seconds of the processors. */
const used = async (product: Standalone, work: () => Promise<unknown>): Promise<number> => {
  const { seconds } = await product.usage();
  await work();
  return (await product.usage()).seconds - seconds;
};

/** Sends what is lacking to the level, and waits until every view has it. */
const fill = async (bench: Bench, product: Product, held: number, level: number): Promise<number> => {
  const count = Math.max(0, level - held);
  const tell = (sent: number): void => bench.progress.show(held + sent, level, 'of the facts to be held are taken in');
  // In parts, so that the views never fall far behind: what is measured is a product at rest.
  for (let at = held; at < level; at += 100_000) {
    const part = Math.min(100_000, level - at);
    await sendLines(product.url + PATH, scatteredPurchase, at, part, (sent) => tell(at - held + sent));
    await untilLookedAt(product);
  }
  await untilInEveryView(product);
  return held + count;
};

/** What must be reached is of the processors: in the time that so few facts take, the looking is too much to tell. */
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
