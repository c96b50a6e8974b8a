import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { FeedRecord } from '@clientele/event-sourcing';
import {
  always,
  cancelled,
  merged,
  purchase,
  refunded,
  registered,
  unmerged,
  type ViewInHand,
} from '@clientele/testing';
import fc from 'fast-check';
import { changeLifecycleRule, LifecycleRules, RULE_ID } from '../lifecycle-rule/lifecycle-rule.js';
import { openPlacing, type Placing } from './placing.fixture.js';

/** Those who are there from the beginning; others come. */
const CUSTOMERS = 25;
const START = Date.UTC(2025, 0, 1);
const DAY = 86_400_000;

const customer = fc.integer({ min: 1, max: CUSTOMERS });
/** Of few moments and amounts, so that many are alike, and cuts lie among them. */
const purchases = fc.record({
  customer,
  day: fc.integer({ min: 0, max: 60 }),
  amount: fc.constantFrom('0', '0.05', '9.99', '10', '10.01', '145.20', '3000'),
  currency: fc.constantFrom('USD', 'USD', 'EUR'),
});
type Bought = typeof purchases extends fc.Arbitrary<infer T> ? T : never;

/** Refunded twice, less than nothing is left of a purchase. */
const corrections = fc.record({ purchase: fc.nat(), by: fc.constantFrom('cancel', 'refund', 'second refund') });
type Correction = typeof corrections extends fc.Arbitrary<infer T> ? T : never;

const happenings = fc.oneof(
  { weight: 6, arbitrary: fc.record({ bought: fc.array(purchases, { minLength: 1, maxLength: 12 }) }) },
  { weight: 3, arbitrary: fc.record({ corrected: fc.array(corrections, { minLength: 1, maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ came: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ merged: fc.tuple(customer, customer) }) },
  { weight: 1, arbitrary: fc.record({ unmerged: customer }) },
  { weight: 1, arbitrary: fc.record({ lapsedAfterDays: fc.integer({ min: 20, max: 80 }) }) },
  { weight: 1, arbitrary: fc.constant({ rebuilt: true }) },
  { weight: 2, arbitrary: fc.record({ daysLater: fc.integer({ min: -2, max: 40 }) }) },
);
type Happening = typeof happenings extends fc.Arbitrary<infer T> ? T : never;

/** A view, and what has come to it so far. */
class Story {
  readonly #records: FeedRecord[] = [];
  readonly #bought: Bought[] = [];
  readonly #into = new Map<number, number>();
  #came = 0;
  now = START + 61 * DAY;

  constructor(
    private readonly placing: Placing,
    private view: ViewInHand,
  ) {}

  async goOn(what: Happening): Promise<void> {
    if ('bought' in what) await this.#tell(what.bought.map((each) => this.#buy(each)));
    if ('corrected' in what) await this.#tell(what.corrected.flatMap((each) => this.#correct(each)));
    if ('came' in what) await this.come(what.came);
    if ('merged' in what) await this.#merge(...what.merged);
    if ('unmerged' in what) await this.#unmerge(what.unmerged);
    if ('daysLater' in what) this.now += what.daysLater * DAY;
    if ('lapsedAfterDays' in what) {
      const { lapsedAfterDays } = what;
      await this.placing.store.transact(LifecycleRules, RULE_ID, changeLifecycleRule({ lapsedAfterDays }));
    }
    if ('rebuilt' in what) {
      this.view = await this.placing.rebuiltView();
      await this.view.apply(this.#records);
    }
  }

  async come(count: number): Promise<void> {
    const numbers = Array.from({ length: count }, () => ++this.#came);
    await this.#tell(numbers.map((n) => registered(n, [`k${n}`])));
  }

  async #tell(records: readonly FeedRecord[]): Promise<void> {
    this.#records.push(...records);
    await this.view.apply(records);
  }

  #buy(bought: Bought): FeedRecord {
    const { customer, day, amount, currency } = bought;
    const id = 1_000 + this.#bought.push(bought);
    return purchase(id, { key: `k${customer}`, at: new Date(START + day * DAY).toISOString(), amount, currency });
  }

  #correct({ purchase, by }: Correction): FeedRecord[] {
    if (this.#bought.length === 0) return [];
    const number = purchase % this.#bought.length;
    const { amount, currency } = this.#bought[number]!;
    const id = 1_001 + number;
    if (by === 'cancel') return [cancelled(id)];
    return [refunded(id, by === 'refund' ? id : 100_000 + id, amount, '2025-03-01', currency)];
  }

  async #merge(one: number, into: number): Promise<void> {
    if (one === into || this.#into.has(one) || this.#into.has(into) || [...this.#into.values()].includes(one)) return;
    this.#into.set(one, into);
    await this.#tell([merged(one, into)]);
  }

  async #unmerge(one: number): Promise<void> {
    const from = this.#into.get(one);
    if (from === undefined) return;
    this.#into.delete(one);
    await this.#tell([unmerged(one, from)]);
  }
}

describe('placing those who may have moved', () => {
  let placing: Placing;
  beforeAll(async () => {
    placing = await openPlacing();
  });
  afterAll(() => placing.database.close());

  always(
    'leaves nobody out whom a comparison of all would place',
    fc.asyncProperty(fc.array(happenings, { minLength: 3, maxLength: 10 }), async (all) => {
      const story = new Story(placing, await placing.newView());
      const customers = placing.newProcess();
      await story.come(CUSTOMERS);
      await customers.pass(new Date(story.now));
      for (const what of all) {
        await story.goOn(what);
        await customers.pass(new Date(story.now));
        const placed = (await placing.events()).length;
        await placing.newProcess().pass(new Date(story.now));
        expect((await placing.events()).length).toBe(placed);
      }
    }),
    { runs: 25, endOnFailure: true },
  );
});
