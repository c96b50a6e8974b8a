import type { Random } from '../random.ts';
import { LINES_TYPE, type Caller } from './caller.ts';
import type { Ledger } from './ledger.ts';
import type { Load, Pace } from './load.ts';
import { MadeUpFacts, type MadeUpFact } from './made-up-facts.ts';
import type { Fact } from './person.ts';

const KINDS = ['purchase', 'purchase', 'purchase', 'lead', 'activity'] as const;
const PLURALS = { purchase: 'purchases', lead: 'leads', activity: 'activities' } as const;
const LARGEST_BATCH = 12;
/** Milliseconds between two requests, at full pace. */
const LONGEST_PAUSE = 150;

interface Receipt {
  readonly id: string;
  readonly status: 'accepted' | 'duplicate' | 'rejected';
}

/** A partner who posts records: one or several at a time, in a list or as lines, some of them bad, and some once more. */
export class FactLane {
  readonly #random: Random;
  readonly #caller: Caller;
  readonly #ledger: Ledger;
  readonly #made: MadeUpFacts;
  readonly #source: string;
  readonly #pace: Pace;

  constructor({ random, caller, ledger, pace }: Load, name: string) {
    this.#pace = pace;
    this.#random = random;
    this.#caller = caller;
    this.#ledger = ledger;
    this.#made = new MadeUpFacts(random.fork(1), ledger, name);
    this.#source = random.oneOf(['shop', 'web']);
  }

  /** Until it is told to stop; what is under way then is acknowledged first. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.#post();
      await this.#pace(LONGEST_PAUSE);
    }
  }

  async #post(): Promise<void> {
    const kind = this.#random.oneOf(KINDS);
    const size = this.#random.chance(0.4) ? 1 : this.#random.between(2, LARGEST_BATCH);
    const batch = Array.from({ length: size }, () => this.#made.make(kind, this.#source));
    await this.#send(kind, batch);
    if (this.#random.chance(0.05)) await this.#send(kind, batch);
    if (this.#random.chance(0.05)) await this.#sendBad(kind);
  }

  async #send(kind: Fact['kind'], batch: readonly MadeUpFact[]): Promise<void> {
    const records = batch.map(({ record }) => record);
    const receipts = await this.#receipts(kind, records.length === 1 ? records[0] : records, this.#random.chance(0.25));
    batch.forEach(({ fact }, index) => this.#note(fact, receipts[index]));
  }

  #note(fact: Fact, receipt: Receipt | undefined): void {
    const name = `${fact.kind} ${fact.source} ${fact.sourceId}`;
    if (!receipt || receipt.status === 'rejected') throw new Error(`${name} got no receipt, or a refusal.`);
    const known = this.#ledger.facts.get(name);
    if (!known) return this.#ledger.add(Object.assign(fact, { id: receipt.id }));
    if (receipt.status === 'accepted' || receipt.id !== known.id) this.#ledger.acceptedAgain.push(name);
  }

  async #sendBad(kind: Fact['kind']): Promise<void> {
    const { sourceId, record } = this.#made.bad(this.#source);
    const [receipt] = await this.#receipts(kind, record);
    if (receipt?.status !== 'rejected') throw new Error(`The bad record ${sourceId} was not rejected.`);
    this.#ledger.rejected.push(sourceId);
  }

  async #receipts(kind: Fact['kind'], body: unknown, asLines = false): Promise<readonly Receipt[]> {
    const path = `/intake/v1/${PLURALS[kind]}`;
    const sent = asLines ? { body: linesOf(body), type: LINES_TYPE } : { body };
    const answer = await this.#caller.ask({ method: 'POST', path, ...sent });
    if (answer.status !== 200) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body['receipts'] as readonly Receipt[];
  }
}

const linesOf = (body: unknown): string =>
  [body]
    .flat()
    .map((record) => `${JSON.stringify(record)}\n`)
    .join('');
