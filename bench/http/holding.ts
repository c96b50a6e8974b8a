import { setTimeout } from 'node:timers/promises';
import type { Bench } from '../harness/bench.ts';
import { median } from '../harness/figures.ts';
import { get, type Product, untilInEveryView, untilLookedAt } from '../product/product.ts';
import { Standalone } from '../product/standalone.ts';
import { vacuum } from '../product/vacuum.ts';
import { scatteredPurchase } from './made-up.ts';
import { sendLines } from './send.ts';

const PATH = '/intake/v1/purchases';
/**
 * Milliseconds in which a batch is in every view, and standings, which have a pace of their own, are placed. To ask all
 * the while whether it is so would cost as much as the facts.
 */
const REST = 3_000;
/** One-second looks at what is used at rest, of which the middle one counts: now and then the server cleans up meanwhile. */
const LOOKS = 7;

/** A product, and how many facts it holds. */
export class Holding {
  readonly #bench: Bench;
  readonly #product: Standalone;
  #held = 0;

  private constructor(bench: Bench, product: Standalone) {
    this.#bench = bench;
    this.#product = product;
  }

  static async start(bench: Bench, home: string): Promise<Holding> {
    return new Holding(bench, await bench.start(() => Standalone.start(home)));
  }

  get held(): number {
    return this.#held;
  }

  stop(): Promise<void> {
    return this.#product.stop();
  }

  /** Takes in what is lacking; resolves when it is at rest. */
  async fillUpTo(level: number): Promise<void> {
    const tell = (count: number): void =>
      this.#bench.progress.show(count, level, 'of the facts to be held are taken in');
    // In parts, so that the views never fall far behind: what is measured is a product at rest.
    while (this.#held < level) {
      const [from, part] = [this.#held, Math.min(100_000, level - this.#held)];
      await sendLines(this.#product.url + PATH, scatteredPurchase, from, part, (sent) => tell(from + sent));
      await untilLookedAt(this.#product);
      this.#held += part;
    }
    await untilInEveryView(this.#product);
    await vacuum(this.#product);
    await this.#product.settle();
  }

  /** Microseconds of the processors for a fact more, from HTTP to every view with all that comes of it, beyond those at rest. */
  async costOf(batch: number): Promise<number> {
    const atRest = await this.#usedAtRest();
    const begun = performance.now();
    const used = await this.#used(async () => {
      await sendLines(this.#product.url + PATH, scatteredPurchase, this.#held, batch);
      await setTimeout(REST);
      await untilInEveryView(this.#product, undefined, REST);
    });
    this.#held += batch;
    return ((used - (atRest * (performance.now() - begun)) / 1_000) * 1e6) / batch;
  }

  /** @throws Error where a report tells of others than were sent */
  check(): Promise<void> {
    return checkPurchases(this.#product, this.#held);
  }

  /** Seconds of the processors in one second. */
  async #usedAtRest(): Promise<number> {
    const looks: number[] = [];
    while (looks.length < LOOKS) looks.push(await this.#used(() => setTimeout(1_000)));
    return median(looks);
  }

  /** Seconds of the processors. */
  async #used(work: () => Promise<unknown>): Promise<number> {
    const { seconds } = await this.#product.usage();
    await work();
    return (await this.#product.usage()).seconds - seconds;
  }
}

/** @throws Error where a report tells of another number */
export const checkPurchases = async (product: Pick<Product, 'url'>, held: number): Promise<void> => {
  const { purchases } = await get<{ purchases: number }>(product, '/analytics/v1/overview');
  if (purchases !== held) throw new Error(`${held} purchases sent; the overview tells of ${purchases}.`);
};
