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
import type { Kind, Known, Question } from './questions.ts';

const ROUNDS = 3;
/** Questions that nobody counts, so that caches are as they are in the middle of a day. */
const WARM_UP = 20;
/** Milliseconds of a round in which the same is asked by hand, as often as there is time for. */
const BY_HAND = 5_000;
const LEAST_BY_HAND = 2;

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
    for (let n = 0; n < bench.either(WARM_UP, 1); n++) await caller.get(kind.ask(random, known).path);
    const rounds: Round[] = [];
    for (let n = 0; n < bench.either(ROUNDS, 1); n++) {
      const questions = Array.from({ length: bench.either(300, 5) }, () => kind.ask(random, known));
      rounds.push(await askAll(bench, caller, byHand, kind, questions));
    }
    const ours = rounds.flatMap((round) => round.ours);
    const p50 = inDigits(quantile(ours, 0.5));
    bench.progress.say(`${kind.name}: p50 ${p50} ms, p99 ${inDigits(quantile(ours, 0.99))} ms`);
    bench.record({
      what: `${kind.name}, p99`,
      unit: 'ms',
      values: rounds.map((round) => quantile(round.ours, 0.99)),
      against: { name: 'SQL by hand', values: rounds.map((round) => quantile(round.byHand, 0.99)) },
      mark: { of: 'median', atMost: kind.atMost },
      note: `p50 ${p50}`,
    });
  } finally {
    await byHand.end();
  }
};

/** Milliseconds of each answer. */
interface Round {
  readonly ours: readonly number[];
  readonly byHand: readonly number[];
}

/** All of ours before: by hand some read whole tables, which leaves nothing else in the memory of the server. */
const askAll = async (
  { progress }: Bench,
  caller: Caller,
  client: pg.Client,
  kind: Kind,
  questions: readonly Question[],
): Promise<Round> => {
  const answers = await inTurn(questions, ({ path }, n) => {
    progress.show(n, questions.length, kind.name);
    return timed(() => caller.get(path));
  });
  const until = performance.now() + BY_HAND;
  const found = await inTurn(questions, ({ sql, values }, n) => {
    progress.show(n, questions.length, `${kind.name}, by hand`);
    if (n >= LEAST_BY_HAND && performance.now() > until) return undefined;
    return timed(() => client.query<Record<string, unknown>>(sql, [...values]));
  });
  found.forEach(({ result }, n) => checkSame(kind, questions[n]!.path, answers[n]!.result, result.rows));
  const timesOf = (some: readonly { readonly milliseconds: number }[]): number[] =>
    some.map((each) => each.milliseconds);
  return { ours: timesOf(answers), byHand: timesOf(found) };
};

/** One after the other, until there is nothing to do for one. */
const inTurn = async <Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result> | undefined,
): Promise<Result[]> => {
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    const result = work(item, index);
    if (result === undefined) break;
    results.push(await result);
  }
  return results;
};

/** @throws Error where the product answers another thing than the tables say */
const checkSame = ({ name, gist }: Kind, path: string, answer: unknown, rows: Record<string, unknown>[]): void => {
  const [ours, byHand] = [gist.ours(answer), gist.byHand(rows)];
  if (ours !== byHand) throw new Error(`${name}: GET ${path} comes to ${ours}, the SQL by hand to ${byHand}.`);
};
