import type { Random } from '../random.ts';
import { CALL_COMMANDS } from './call-commands.ts';
import type { Caller } from './caller.ts';
import type { Desk } from './desk.ts';
import { CUSTOMER_COMMANDS } from './customer-commands.ts';
import type { Ledger } from './ledger.ts';
import type { Load, Pace } from './load.ts';
import { MARK_COMMANDS } from './mark-commands.ts';
import type { Person } from './person.ts';
import { PURCHASE_COMMANDS } from './purchase-commands.ts';

/** Each as often as it stands here. */
const COMMANDS = [...PURCHASE_COMMANDS, ...CALL_COMMANDS, ...CUSTOMER_COMMANDS, ...MARK_COMMANDS];
const LONGEST_PAUSE = 120;

/**
 * Somebody at a desk, who refunds, corrects, renames and merges: one thing after the other, so that it is known in what
 * order each stream was written. Desks share out the persons, and meet nowhere.
 */
export class DeskLane implements Desk {
  readonly random: Random;
  readonly caller: Caller;
  readonly ledger: Ledger;
  readonly name: string;
  readonly #pace: Pace;
  readonly #number: number;
  readonly #of: number;
  #count = 0;

  constructor({ random, caller, ledger, pace }: Load, [number, of]: readonly [number, number]) {
    this.#pace = pace;
    this.random = random;
    this.caller = caller;
    this.ledger = ledger;
    this.name = `desk-${number}`;
    this.#number = number;
    this.#of = of;
  }

  /** By a number that has nothing to do with who is movable. */
  isOurs({ number }: Person): boolean {
    return Math.floor(number / 5) % this.#of === this.#number;
  }

  nextId(): string {
    return `${this.name}-${++this.#count}`;
  }

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      if (await this.random.oneOf(COMMANDS)(this)) this.ledger.commands++;
      await this.#pace(LONGEST_PAUSE);
    }
  }
}
