import type { Finding } from '../check/finding.ts';
import { nameOfFact, newPerson, type Fact, type Person } from './person.ts';

/**
 * What was acknowledged, kept apart from the product: all that its views must show is computed from this. It hears of
 * nothing before it was acknowledged.
 */
export class Ledger {
  readonly facts = new Map<string, Fact>();
  /** Ids of records that were rejected, as they should be. */
  readonly rejected: string[] = [];
  /** Records that were accepted although they had been accepted before. */
  readonly acceptedAgain: string[] = [];
  /** Answers, met while all was under way, that nothing acknowledged can explain. */
  readonly wrongAnswers: Finding[] = [];
  /** Those who may be one, since a fact of the one named the e-mail address of the other. */
  readonly doubtful = new Map<string, readonly [Person, Person]>();
  /** From when on what is asked of the product is done by clocks that go as ours does; by the clock of `performance`. */
  clocksRightFrom = 0;
  /** Answers that were read. */
  reads = 0;
  /** Commands that were done: refunds, corrections, merges and the like. */
  commands = 0;
  /** Those of whom something was acknowledged. */
  readonly persons: Person[] = [];
  readonly #persons: Person[] = [];

  /** Records and commands. */
  get acknowledged(): number {
    return this.facts.size + this.rejected.length + this.commands;
  }

  newPerson(): Person {
    const person = newPerson(this.#persons.length + 1);
    this.#persons.push(person);
    return person;
  }

  /** Anybody, also of whom nothing was acknowledged yet. */
  person(at: number): Person | undefined {
    return this.#persons[at];
  }

  get size(): number {
    return this.#persons.length;
  }

  add(fact: Fact): void {
    const { person, emailOf } = fact;
    this.facts.set(nameOfFact(fact), fact);
    if (person.facts.length === 0) this.persons.push(person);
    person.facts.push(fact);
    if (emailOf === person) person.isMailed = true;
    else if (emailOf) this.doubtful.set(pairOf(person, emailOf), [person, emailOf]);
  }
}

const pairOf = (one: Person, other: Person): string => [one.number, other.number].sort().join(' and ');
