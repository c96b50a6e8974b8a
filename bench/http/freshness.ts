import { setTimeout } from 'node:timers/promises';
import type { Bench } from '../harness/bench.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { quantile } from '../harness/figures.ts';
import { untilInEveryView, type Product } from '../product/product.ts';
import { EMBEDDED, overKafka, type Composition } from './compositions.ts';
import { lead } from './made-up.ts';
import { Poster } from './poster.ts';
import { ViewWatch } from './view-watch.ts';

interface Load {
  /** Leads a second. */
  readonly rate: number;
  /** Of one request. */
  readonly size: number;
}

const LOADS: readonly Load[] = [
  { rate: 100, size: 1 },
  { rate: 1_000, size: 10 },
];
const PATH = '/intake/v1/leads';

export const freshness: Benchmark = {
  name: 'freshness',
  summary:
    'From the acknowledgement of a lead until it is in every view, the last lead of each request of a steady load',
  run: async (bench) => {
    for (const composition of [EMBEDDED, overKafka(1)]) await measure(bench, composition);
  },
};

const measure = async (bench: Bench, { name, start, latest }: Composition): Promise<void> => {
  const product = await start(bench);
  try {
    let from = 0;
    for (const load of LOADS) {
      const { delays, next } = await delaysOf(bench, product, load, from);
      from = next;
      const what = `${load.rate} leads/s${load.size > 1 ? `, ${load.size} a request` : ''}, ${name}`;
      for (const [named, share] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const) {
        const atMost = latest[named];
        const mark = atMost === undefined ? {} : { mark: { of: 'median', atMost } as const };
        bench.record({ what: `${what}: ${named}`, unit: 'ms', values: [quantile(delays, share)], ...mark });
      }
    }
  } finally {
    await product.stop();
  }
};

/** Requests go out by the clock, whether those before were answered or not. */
const delaysOf = async (
  bench: Bench,
  product: Product,
  { rate, size }: Load,
  from: number,
): Promise<{ delays: number[]; next: number }> => {
  const [warmUp, seconds] = bench.either([3, 20], [0.5, 1]);
  const count = Math.ceil((rate * (warmUp + seconds)) / size);
  const poster = new Poster(product.url + PATH);
  const watch = await ViewWatch.open(product);
  try {
    const begun = performance.now();
    const sent: Promise<void>[] = [];
    const failures: unknown[] = [];
    for (let request = 0; request < count; request++) {
      await setTimeout(Math.max(0, begun + (request * size * 1_000) / rate - performance.now()));
      const isMeasured = request * size >= rate * warmUp;
      const body = Array.from({ length: size }, (_, index) => lead(from + request * size + index));
      // Of each request one: to look for all of them would cost the machine a good part of what they cost themselves.
      const posted = poster.post(body).then((ids) => void (isMeasured && watch.expect(ids.slice(-1))));
      // Caught here, since nobody waits for it yet.
      sent.push(posted.catch((error: unknown) => void failures.push(error)));
      throwFirst(failures);
      bench.progress.show(request, count, `of the requests at ${rate} leads/s`);
    }
    await Promise.all(sent);
    throwFirst(failures);
    const delays = await watch.delays();
    await untilInEveryView(product);
    return { delays, next: from + count * size };
  } finally {
    poster.close();
    await watch.close();
  }
};

const throwFirst = ([first]: readonly unknown[]): void => {
  if (first !== undefined) throw new Error('A request failed.', { cause: first });
};
