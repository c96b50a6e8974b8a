import type { Bench } from '../harness/bench.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { untilInEveryView, type Product } from '../product/product.ts';
import { EMBEDDED, overKafka, type Composition } from './compositions.ts';
import { insertAgain } from './insert-again.ts';
import { lead, purchase, scatteredLead, type MadeUp } from './made-up.ts';
import { sendLines } from './send.ts';

interface Kind {
  readonly name: string;
  readonly path: string;
  readonly make: MadeUp;
  readonly unit: string;
  /** To be reached, a second. */
  readonly least?: number;
}

const LEADS = { path: '/intake/v1/leads', unit: 'leads/s', least: 3_000 };
/** A new person has a row of its own in all views and in their directories. */
const NEW_PERSONS: Kind = { ...LEADS, name: 'leads, each of a new person', make: lead };
const KNOWN_PERSONS: Kind = { ...LEADS, name: 'leads, one in five of a new person', make: scatteredLead };
const PURCHASES: Kind = {
  path: '/intake/v1/purchases',
  unit: 'purchases/s',
  name: 'purchases, three a person',
  make: purchase,
};

export const pipeline: Benchmark = {
  name: 'pipeline',
  summary: 'From HTTP to every view, against plain INSERTs of the rows that are then in all tables',
  run: async (bench) => {
    for (const kind of [NEW_PERSONS, KNOWN_PERSONS, PURCHASES]) await measure(bench, EMBEDDED, kind);
    for (const processes of [1, 2])
      for (const kind of [NEW_PERSONS, PURCHASES]) await measure(bench, overKafka(processes), kind);
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
    unit: kind.unit,
    values: figures.map(({ ours }) => ours),
    against: { name: 'INSERTs', values: figures.map(({ floor }) => floor) },
    ...(isMarked && { mark: { of: 'median', atLeast: kind.least } }),
    note: `${figures.map(({ busy }) => Math.round(busy)).join(', ')} µs of the processors each`,
  });
};

const runOnce = async (bench: Bench, product: Product, { name, path, make }: Kind): Promise<Figures> => {
  const [warmUp, count] = bench.either([5_000, 30_000], [100, 500]);
  const { progress } = bench;
  await sendLines(product.url + path, make, 0, warmUp);
  await untilInEveryView(product);
  const before = await product.usage();
  const begun = performance.now();
  const taken = await sendLines(product.url + path, make, warmUp, count, (sent) =>
    progress.show(sent, count, 'taken in'),
  );
  await untilInEveryView(product, (left) => progress.show(count, count, `${left} events to look at`));
  const seconds = (performance.now() - begun) / 1_000;
  const busy = (((await product.usage()).seconds - before.seconds) * 1e6) / count;
  progress.say(`${name}: ${count} in ${seconds.toFixed(1)} s, taken in after ${taken.toFixed(1)} s`);
  const { rows, seconds: floor } = await insertAgain(product);
  progress.say(`${rows} rows by INSERT in ${floor.toFixed(1)} s`);
  return { ours: count / seconds, floor: (count + warmUp) / floor, busy };
};
