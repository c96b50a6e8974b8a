import { join } from 'node:path';
import type { Bench } from '../harness/bench.ts';
import { BenchServer } from '../harness/bench-server.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { untilInEveryView, type Product } from '../product/product.ts';
import { Standalone } from '../product/standalone.ts';
import { insertAgain } from './insert-again.ts';
import { lead, purchase, type MadeUp } from './made-up.ts';
import { sendLines } from './send.ts';

interface Kind {
  readonly name: string;
  readonly path: string;
  readonly make: MadeUp;
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
    await measure(bench, 'embedded', async (folder) => {
      const server = await BenchServer.start(join(folder, 'postgres'));
      const product = await Standalone.start(server, join(folder, 'home'));
      return { product, server };
    });
  },
};

interface Started {
  readonly product: Product;
  readonly server: BenchServer;
}

const measure = async (bench: Bench, how: string, start: (folder: string) => Promise<Started>): Promise<void> => {
  for (const kind of KINDS) {
    const [ours, floors, costs]: number[][] = [[], [], []];
    for (let run = 1; run <= bench.either(3, 1); run++) {
      const folder = join(bench.folder, `${how}-${kind.name}-${run}`);
      const { product, server } = await start(folder);
      try {
        const figures = await runOnce(bench, product, server, kind);
        ours!.push(figures.ours);
        floors!.push(figures.floor);
        costs!.push(figures.cost);
      } finally {
        await product.stop();
        await server.stop();
      }
    }
    bench.record({
      what: `${kind.name}, ${how}`,
      unit: `${kind.name}/s`,
      values: ours!,
      against: { name: 'INSERTs', values: floors! },
      ...(kind.least !== undefined && { mark: { of: 'median', atLeast: kind.least } }),
      note: `${Math.round(Math.max(...costs!))} µs of the processors each`,
    });
  }
};

const runOnce = async (
  bench: Bench,
  product: Product,
  server: BenchServer,
  { name, path, make }: Kind,
): Promise<{ ours: number; floor: number; cost: number }> => {
  const warmUp = bench.either(5_000, 100);
  const count = bench.either(60_000, 500);
  await sendLines(product.url + path, make, 0, warmUp);
  await untilInEveryView(product);
  const before = await product.usage();
  const begun = performance.now();
  const taken = await sendLines(product.url + path, make, warmUp, count, (sent) =>
    bench.progress.show(sent, count, `${name} taken in`),
  );
  await untilInEveryView(product, (left) => bench.progress.show(count, count, `${name}, ${left} events to look at`));
  const seconds = (performance.now() - begun) / 1_000;
  const cost = (((await product.usage()).seconds - before.seconds) * 1e6) / count;
  bench.progress.say(
    `${name}: ${count} in ${seconds.toFixed(1)} s, taken in after ${taken.toFixed(1)} s, ${Math.round(cost)} µs each`,
  );
  const { rows, seconds: floor } = await insertAgain(product, server);
  bench.progress.say(`${name}: ${rows} rows by INSERT in ${floor.toFixed(1)} s`);
  return { ours: count / seconds, floor: (count + warmUp) / floor, cost };
};
