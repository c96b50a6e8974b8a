import type { Bench } from '../harness/bench.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { untilInEveryView, type Product } from '../product/product.ts';
import { Standalone } from '../product/standalone.ts';
import { scatteredPurchase } from './made-up.ts';
import { sendLines } from './send.ts';
import { secondsToReady } from './npm-start.ts';

const LEVELS = [10_000, 100_000, 1_000_000, 5_000_000];
const QUICK_LEVELS = [300, 600];
const PATH = '/intake/v1/purchases';

export const growth: Benchmark = {
  name: 'growth',
  summary: 'What a fact costs from HTTP to every view, by how many facts are held, against the first level',
  run: async (bench) => {
    const home = await bench.newFolder();
    const product = await Standalone.start(home);
    try {
      await measureLevels(bench, product);
    } finally {
      await product.stop();
    }
    const held = bench.either(LEVELS, QUICK_LEVELS).at(-1)!;
    bench.progress.say(`npm start with ${held} facts`);
    bench.record({
      what: `npm start with ${held.toLocaleString('en-US')} facts`,
      unit: 's',
      values: [await secondsToReady(home)],
      mark: { of: 'median', atMost: 8 },
    });
  },
};

interface Cost {
  /** Microseconds from HTTP to every view, and of the processors, for each fact of each batch. */
  readonly elapsed: number[];
  readonly busy: number[];
}

const measureLevels = async (bench: Bench, product: Standalone): Promise<void> => {
  const [batch, batches] = bench.either([20_000, 3], [100, 1]);
  let held = 0;
  let first: Cost | undefined;
  for (const level of bench.either(LEVELS, QUICK_LEVELS)) {
    held = await fill(bench, product, held, level);
    await product.settle();
    const cost: Cost = { elapsed: [], busy: [] };
    for (let run = 1; run <= batches; run++, held += batch) {
      const { seconds } = await product.usage();
      const begun = performance.now();
      await sendLines(product.url + PATH, scatteredPurchase, held, batch);
      await untilInEveryView(product);
      cost.elapsed.push(((performance.now() - begun) * 1_000) / batch);
      cost.busy.push((((await product.usage()).seconds - seconds) * 1e6) / batch);
      bench.progress.say(`${held + batch} held: ${Math.round(cost.elapsed.at(-1)!)} µs a fact`);
    }
    first ??= cost;
    record(bench, level, cost, first);
  }
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

const record = (bench: Bench, level: number, cost: Cost, first: Cost): void => {
  const name = 'the first level';
  const what = `with ${level.toLocaleString('en-US')} facts`;
  const mark = { of: 'ratio', atMost: 1.3 } as const;
  bench.record({
    what: `${what}, elapsed`,
    unit: 'µs a fact',
    values: cost.elapsed,
    against: { name, values: first.elapsed },
    mark,
  });
  bench.record({
    what: `${what}, processors`,
    unit: 'µs a fact',
    values: cost.busy,
    against: { name, values: first.busy },
    mark,
  });
};
