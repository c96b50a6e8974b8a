import type { Bench } from '../harness/bench.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { untilInEveryView, type Product } from '../product/product.ts';
import { EMBEDDED, overKafka, type Composition } from './compositions.ts';
import { insertAgain } from './insert-again.ts';
import { lead, purchase, type MadeUp } from './made-up.ts';
import { sendLines } from './send.ts';

interface Kind {
  readonly name: string;
  readonly path: string;
  readonly make: MadeUp;
  /** To be reached, a second. */
  readonly least?: number;
}

const KINDS: readonly Kind[] = [
  { name: 'leads', path: '/intake/v1/leads', make: lead, least: 3_000 },
  { name: 'purchases', path: '/intake/v1/purchases', make: purchase },
];

export const pipeline: Benchmark = {
  name: 'pipeline',
  summary: 'From HTTP to every view, against plain INSERTs of the rows that are then in all tables',
  run: async (bench) => {
    for (const composition of [EMBEDDED, overKafka(1), overKafka(2)])
      for (const kind of KINDS) await measure(bench, composition, kind);
  },
};

interface Figures {
  /** Records a second. */
  readonly ours: number;
  readonly floor: number;
  /** Microseconds of the processors for each. */
  readonly busy: number;
}

const measure = async (bench: Bench, { name: how, start }: Composition, kind: Kind): Promise<void> => {
  const figures: Figures[] = [];
  for (let run = 1; run <= bench.either(3, 1); run++) {
    const product = await start(bench);
    try {
      figures.push(await runOnce(bench, product, kind));
    } finally {
      await product.stop();
    }
  }
  const isMarked = kind.least !== undefined && how === EMBEDDED.name;
  bench.record({
    what: `${kind.name}, ${how}`,
    unit: `${kind.name}/s`,
    values: figures.map(({ ours }) => ours),
    against: { name: 'INSERTs', values: figures.map(({ floor }) => floor) },
    ...(isMarked && { mark: { of: 'median', atLeast: kind.least } }),
    note: `${figures.map(({ busy }) => Math.round(busy)).join(', ')} µs of the processors each`,
  });
};

const runOnce = async (bench: Bench, product: Product, { name, path, make }: Kind): Promise<Figures> => {
  const [warmUp, count] = bench.either([5_000, 60_000], [100, 500]);
  const { progress } = bench;
  await sendLines(product.url + path, make, 0, warmUp);
  await untilInEveryView(product);
  const before = await product.usage();
  const begun = performance.now();
  const taken = await sendLines(product.url + path, make, warmUp, count, (sent) =>
    progress.show(sent, count, `${name} taken in`),
  );
  await untilInEveryView(product, (left) => progress.show(count, count, `${left} events to look at`));
  const seconds = (performance.now() - begun) / 1_000;
  const busy = (((await product.usage()).seconds - before.seconds) * 1e6) / count;
  progress.say(`${count} ${name} in ${seconds.toFixed(1)} s, taken in after ${taken.toFixed(1)} s`);
  const { rows, seconds: floor } = await insertAgain(product);
  progress.say(`${rows} rows by INSERT in ${floor.toFixed(1)} s`);
  return { ours: count / seconds, floor: (count + warmUp) / floor, busy };
};
