import pg from 'pg';
import { Random } from '../faults/random.ts';
import type { Bench } from '../harness/bench.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { inDigits, quantile } from '../harness/figures.ts';
import type { Product } from '../product/product.ts';
import { Caller, timed } from './ask.ts';
import { checkFill } from './check-fill.ts';
import { CUSTOMER_QUESTIONS } from './customer-questions.ts';
import { type FilledProduct, filledProduct } from './filled-product.ts';
import { knownOf } from './known.ts';
import { OTHER_QUESTIONS } from './other-questions.ts';
import type { Kind, Known } from './questions.ts';

const ROUNDS = 3;
/** Questions that nobody counts, so that caches are as they are in the middle of a day. */
const WARM_UP = 20;

export const search: Benchmark = {
  name: 'search',
  summary:
    'Queries among 1,000,000 customers and 5,000,000 facts, one after the other over HTTP: the time that 99 of 100 take at ' +
    'most, against the same by hand in SQL',
  run: async (bench) => {
    await checkFill(bench);
    const filled = await filledProduct(bench);
    try {
      await searchIn(bench, filled);
    } finally {
      await filled.product.stop();
    }
  },
};

const searchIn = async (bench: Bench, { product, books }: FilledProduct): Promise<void> => {
  const caller = new Caller(product.url);
  try {
    const known = await knownOf(product, caller, books);
    for (const kind of [...CUSTOMER_QUESTIONS, ...OTHER_QUESTIONS]) await measure(bench, product, caller, kind, known);
  } finally {
    caller.close();
  }
};

const measure = async (bench: Bench, product: Product, caller: Caller, kind: Kind, known: Known): Promise<void> => {
  const byHand = new pg.Client({ connectionString: product.databaseUrl(kind.service) });
  await byHand.connect();
  try {
    const random = new Random(7);
    const ours: number[][] = [];
    const theirs: number[][] = [];
    const [asked, askedByHand] = [bench.either(300, 5), bench.either(kind.isHeavyByHand ? 5 : 300, 2)];
    for (let n = 0; n < bench.either(WARM_UP, 1); n++) await caller.get(kind.ask(random, known).path);
    for (let round = 0; round < bench.either(ROUNDS, 1); round++) {
      ours.push([]);
      theirs.push([]);
      for (let n = 0; n < asked; n++) {
        const { path, sql, values } = kind.ask(random, known);
        const answer = await timed(() => caller.get(path));
        ours.at(-1)!.push(answer.milliseconds);
        if (n < askedByHand) {
          const found = await timed(() => byHand.query<Record<string, unknown>>(sql, [...values]));
          theirs.at(-1)!.push(found.milliseconds);
          checkSame(kind, path, answer.result, found.result.rows);
        }
        bench.progress.show(round * asked + n, ROUNDS * asked, kind.name);
      }
    }
    const p50 = inDigits(quantile(ours.flat(), 0.5));
    bench.progress.say(`${kind.name}: p50 ${p50} ms, p99 ${inDigits(quantile(ours.flat(), 0.99))} ms`);
    bench.record({
      what: `${kind.name}, p99`,
      unit: 'ms',
      values: ours.map((times) => quantile(times, 0.99)),
      against: { name: 'SQL by hand', values: theirs.map((times) => quantile(times, 0.99)) },
      mark: { of: 'median', atMost: kind.atMost },
      note: `p50 ${p50}`,
    });
  } finally {
    await byHand.end();
  }
};

/** @throws Error where the product answers another thing than the tables say */
const checkSame = ({ name, gist }: Kind, path: string, answer: unknown, rows: Record<string, unknown>[]): void => {
  const [ours, byHand] = [gist.ours(answer), gist.byHand(rows)];
  if (ours !== byHand) throw new Error(`${name}: GET ${path} comes to ${ours}, the SQL by hand to ${byHand}.`);
};
