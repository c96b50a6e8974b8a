import type { Random } from '../random.ts';
import type { Ledger } from './ledger.ts';
import { named, type Fact, type Person } from './person.ts';

/** A fact that is to be sent, and its record as intake takes it. */
export interface MadeUpFact {
  readonly fact: Fact;
  readonly record: Readonly<Record<string, unknown>>;
}

const DAY = 86_400_000;
const CHANNELS = ['Google', 'WeChat', 'Shop', 'Fair'];
const ACTIVITIES = ['call', 'mail', 'visit'];
const NEW_PERSON = 0.15;
const WITH_EMAIL = 0.5;
const WITH_EMAIL_OF_ANOTHER = 0.01;

/** Seeded facts of one sender. */
export class MadeUpFacts {
  readonly #random: Random;
  readonly #ledger: Ledger;
  readonly #sender: string;
  #count = 0;

  constructor(random: Random, ledger: Ledger, sender: string) {
    this.#random = random;
    this.#ledger = ledger;
    this.#sender = sender;
  }

  make(kind: Fact['kind'], source: string): MadeUpFact {
    const random = this.#random;
    const person = this.#person();
    const sourceId = `${this.#sender}-${++this.#count}`;
    const [occurredAt, channel] = [this.#moment(), random.oneOf(CHANNELS)];
    const emailOf = this.#mailed(person);
    const about = { kind, source, sourceId, person, occurredAt, channel, emailOf };
    const record = {
      source,
      id: sourceId,
      occurredAt: new Date(occurredAt).toISOString(),
      channel,
      customer: named(person, source, emailOf),
    };
    if (kind === 'lead') return lead(about, record, random.chance(0.4));
    if (kind === 'activity') return { fact: about, record: { ...record, activity: random.oneOf(ACTIVITIES) } };
    return purchase(about, record, random);
  }

  /** One that intake must refuse: it does not say whom it is about. */
  bad(source: string): { readonly sourceId: string; readonly record: object } {
    const sourceId = `${this.#sender}-bad-${++this.#count}`;
    return { sourceId, record: { source, id: sourceId, customer: {} } };
  }

  #person(): Person {
    const { size } = this.#ledger;
    if (size === 0 || this.#random.chance(NEW_PERSON)) return this.#ledger.newPerson();
    return this.#ledger.person(this.#random.between(0, size - 1))!;
  }

  /**
   * Sometimes another's, who is known by it: then the two may be one, which somebody must look at. Of three it would depend
   * on who is heard of first.
   */
  #mailed(person: Person): Person | undefined {
    if (!this.#random.chance(WITH_EMAIL_OF_ANOTHER)) return this.#random.chance(WITH_EMAIL) ? person : undefined;
    const other = this.#ledger.person(this.#random.between(0, this.#ledger.size - 1))!;
    const isClear = !person.isMovable && !other.isMovable && other.isMailed && !other.isBorrowedFrom;
    if (!isClear || other === person) return undefined;
    other.isBorrowedFrom = true;
    return other;
  }

  /** Far from the day on which customers lapse, so that the time a run takes changes nothing. */
  #moment(): number {
    const today = Math.floor(Date.now() / DAY) * DAY;
    const days = this.#random.chance(0.6) ? this.#random.between(1, 90) : this.#random.between(500, 700);
    return today - days * DAY + this.#random.between(0, DAY - 1);
  }
}

const lead = (about: Fact, record: object, converted: boolean): MadeUpFact => ({
  fact: { ...about, converted },
  record: { ...record, converted },
});

const purchase = (about: Fact, record: object, random: Random): MadeUpFact => {
  const cents = random.between(100, 50_000);
  const currency = random.chance(0.7) ? 'USD' : 'CNY';
  return {
    fact: { ...about, purchase: { cents, currency, refunds: [], cancelled: false } },
    record: { ...record, amount: (cents / 100).toFixed(2), currency, quantity: 1 },
  };
};
