import { randomUUID } from 'node:crypto';
import type { Random } from '../random.ts';
import type { Answer, Caller, Request } from './caller.ts';
import type { Ledger } from './ledger.ts';
import type { Person } from './person.ts';

/** What a command needs. */
export interface Desk {
  readonly random: Random;
  readonly caller: Caller;
  readonly ledger: Ledger;
  /** Whether this desk may write about them, and no other. */
  isOurs(person: Person): boolean;
  /** For what the product knows repeats by. */
  nextId(): string;
}

/** Does one thing, and notes it once it was acknowledged. Answers false where there is nobody to do it with. */
export type Command = (desk: Desk) => Promise<boolean>;

/** The first for whom it can be done, from anybody on: of many thousands, few are looked at. */
export const someone = (desk: Desk, can: (person: Person) => boolean): Person | undefined => {
  const { persons } = desk.ledger;
  if (persons.length === 0) return undefined;
  const start = desk.random.between(0, persons.length - 1);
  for (let at = 0; at < persons.length; at++) {
    const person = persons[(start + at) % persons.length]!;
    if (desk.isOurs(person) && can(person)) return person;
  }
  return undefined;
};

/** @throws Error where it is refused, unless with that code, and by a repeat: then the first attempt was done */
export const done = async (caller: Caller, request: Request, doneBefore?: string): Promise<Answer> => {
  const answer = await caller.ask({ ...request, key: randomUUID() });
  if (answer.status < 300 || (answer.isRepeat && answer.body['code'] === doneBefore)) return answer;
  throw new Error(`${request.method} ${request.path}: ${answer.status} ${JSON.stringify(answer.body)}`);
};
