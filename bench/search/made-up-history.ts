import { Random } from '../faults/random.ts';

export type Kind = 'lead' | 'purchase' | 'activity';
const KINDS: readonly Kind[] = ['lead', 'purchase', 'activity'];

/** A fact as it is made up; what else it says follows from its number. */
export interface MadeUpFact {
  readonly number: number;
  readonly kind: Kind;
  readonly person: number;
  readonly occurredAt: Date;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const YEARS = 5;
/** Numbers of facts fit beneath the minutes in the 53 bits of a double. */
const MOST_FACTS = 2 ** 24;

/** Few have much and many have little: of a thousand, one has more than sixty. */
const skewedCount = (random: Random): number => Math.min(500, Math.floor(random.next() ** -0.6));

/**
 * What so many people did within five years up to the day `until`, in the order in which it happened: a lead of most,
 * purchases of three in four, and calls, mails and visits. Five facts a person.
 */
export class MadeUpHistory {
  readonly #people: Int32Array;
  readonly #kinds: Uint8Array;
  /** Minute and number of each fact, sorted. */
  readonly #order: Float64Array;
  readonly size: number;

  constructor(seed: number, people: number, facts: number, until: Date) {
    if (facts > MOST_FACTS) throw new RangeError(`At most ${MOST_FACTS} facts.`);
    this.#people = new Int32Array(facts);
    this.#kinds = new Uint8Array(facts);
    this.#order = new Float64Array(facts);
    this.size = facts;
    const end = Math.floor(until.getTime() / MINUTE) * MINUTE;
    const begin = end - YEARS * 365 * DAY;
    const random = new Random(seed);
    let number = 0;
    const add = (person: number, kind: number, from: number): void => {
      if (number === facts) return;
      const at = from + Math.floor(random.next() ** 1.5 * ((end - from) / MINUTE)) * MINUTE;
      this.#people[number] = person;
      this.#kinds[number] = kind;
      this.#order[number] = (at / MINUTE) * MOST_FACTS + number;
      number += 1;
    };
    for (let person = 0; person < people; person++) {
      const left = Math.floor(((facts - number) / (people - person)) * 3);
      const from = begin + Math.floor((random.next() * (end - begin - DAY)) / MINUTE) * MINUTE;
      // The first one is what makes them known.
      add(person, random.chance(0.7) ? 0 : 1, from);
      const purchases = random.chance(0.75) ? Math.min(left, skewedCount(random)) : 0;
      for (let n = 0; n < purchases; n++) add(person, 1, from);
      for (let n = skewedCount(random); n > 0 && left > 0; n--) add(person, 2, from);
    }
    while (number < facts) add(Math.floor(random.next() * people), 1 + (number % 2), begin);
    this.#order.sort();
  }

  *[Symbol.iterator](): Generator<MadeUpFact> {
    for (const place of this.#order) {
      const number = place % MOST_FACTS;
      const occurredAt = new Date(Math.floor(place / MOST_FACTS) * MINUTE);
      yield { number, kind: KINDS[this.#kinds[number]!]!, person: this.#people[number]!, occurredAt };
    }
  }
}
