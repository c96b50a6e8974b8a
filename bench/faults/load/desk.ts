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
  /** Those whom this desk may write about, and no other. */
  readonly persons: readonly Person[];
  /** For what the product knows repeats by. */
  nextId(): string;
}

/** Does one thing, and notes it once it was acknowledged. Answers false where there is nobody to do it with. */
export type Command = (desk: Desk) => Promise<boolean>;

/** Somebody for whom it can be done. */
export const someone = ({ persons, random }: Desk, can: (person: Person) => boolean): Person | undefined => {
  const those = persons.filter(can);
  return those.length === 0 ? undefined : random.oneOf(those);
};

/** @throws Error where it is refused, unless with that code, and by a repeat: then the first attempt was done */
export const done = async (caller: Caller, request: Request, doneBefore?: string): Promise<Answer> => {
  const answer = await caller.ask({ ...request, key: randomUUID() });
  if (answer.status < 300 || (answer.isRepeat && answer.body['code'] === doneBefore)) return answer;
  throw new Error(`${request.method} ${request.path}: ${answer.status} ${JSON.stringify(answer.body)}`);
};
