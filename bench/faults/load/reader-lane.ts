import type { Random } from '../random.ts';
import type { Caller } from './caller.ts';
import type { Ledger } from './ledger.ts';
import type { Load, Pace } from './load.ts';
import type { Person } from './person.ts';
import { READS, type Ask } from './reads.ts';

const LONGEST_PAUSE = 300;

/** Somebody who searches, looks at timelines, and draws reports: every answer must make sense, whatever fails. */
export class ReaderLane {
  readonly #random: Random;
  readonly #caller: Caller;
  readonly #ledger: Ledger;
  readonly #pace: Pace;

  constructor({ random, caller, ledger, pace }: Load) {
    this.#random = random;
    this.#caller = caller;
    this.#ledger = ledger;
    this.#pace = pace;
  }

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      if (this.#ledger.persons.length > 0) await this.#read(this.#random.oneOf(this.#ledger.persons));
      await this.#pace(LONGEST_PAUSE);
    }
  }

  async #read(person: Person): Promise<void> {
    const read = this.#random.oneOf(READS);
    let last = '';
    const ask: Ask = async (path) => {
      last = path;
      const { status, body } = await this.#caller.ask({ method: 'GET', path });
      if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
      return body;
    };
    const detail = await read(ask, person);
    this.#ledger.reads++;
    if (detail !== undefined) this.#ledger.wrongAnswers.push({ kind: 'wrong', view: `GET ${last}`, detail });
  }
}
