import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { FeedRecord } from '@clientele/event-sourcing';
import {
  always,
  cancelled,
  linked,
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
  isKnown: fc.boolean(),
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
  { weight: 1, arbitrary: fc.record({ linked: customer }) },
  { weight: 1, arbitrary: fc.record({ merged: fc.tuple(customer, customer) }) },
  { weight: 1, arbitrary: fc.record({ unmerged: customer }) },
  {
    weight: 1,
    arbitrary: fc.record({
      rule: fc.record({
        lapsedAfterDays: fc.integer({ min: 20, max: 80 }),
        repeatFrom: fc.integer({ min: 2, max: 4 }),
      }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ rebuilt: true }) },
  { weight: 2, arbitrary: fc.record({ daysLater: fc.integer({ min: -2, max: 40 }) }) },
);
type Happening = typeof happenings extends fc.Arbitrary<infer T> ? T : never;

/** After it: by the first or the second process. */
const passes = fc.constantFrom<0 | 1 | 'broken off' | 'later'>(0, 0, 1, 1, 'broken off', 'later');

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
    if ('rule' in what) await this.placing.store.transact(LifecycleRules, RULE_ID, changeLifecycleRule(what.rule));
    // A key of which it was not known whose it is: what was bought by it is the customer's, or that of whom it went into.
    if ('linked' in what) await this.#tell([linked(what.linked, [`unknown${what.linked}`])]);
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
    const { customer, isKnown, day, amount, currency } = bought;
    const id = 1_000 + this.#bought.push(bought);
    const key = `${isKnown ? 'k' : 'unknown'}${customer}`;
    return purchase(id, { key, at: new Date(START + day * DAY).toISOString(), amount, currency });
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

  const control = async (story: Story): Promise<void> => {
    const placed = (await placing.events()).length;
    await placing.newProcess().pass(new Date(story.now));
    expect((await placing.events()).length).toBe(placed);
  };

  always(
    'leaves nobody out whom a comparison of all would place, whoever of two processes passes, and breaks off',
    fc.asyncProperty(fc.array(fc.tuple(happenings, passes), { minLength: 3, maxLength: 12 }), async (all) => {
      const story = new Story(placing, await placing.newView());
      const processes = [placing.newProcess(), placing.newProcess()] as const;
      await story.come(CUSTOMERS);
      for (const process of processes) await process.pass(new Date(story.now));
      for (const [what, how] of all) {
        await story.goOn(what);
        const now = new Date(story.now);
        if (how === 'later') continue;
        if (how === 'broken off') await placing.breakOff(processes[0], now);
        else await processes[how].pass(now);
      }
      await processes[0].pass(new Date(story.now));
      await control(story);
    }),
    { runs: 40, endOnFailure: true },
  );
});
