import { setTimeout } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Answer, Caller } from './caller.ts';
import type { Ledger } from './ledger.ts';
import type { Load, Pace } from './load.ts';
import { MadeUpFacts, type MadeUpFact } from './made-up-facts.ts';
import { emailOf, externalId } from './person.ts';

const SOURCE = 'erp';
const IMPORTS = '/intake/v1/imports';
const QUERY = new URLSearchParams([
  ['kind', 'purchases'],
  ['source', SOURCE],
  ...['id', 'occurredAt', 'channel', 'amount', 'currency', 'quantity'].map(
    (name) => ['map', `${name}=${name}`] as [string, string],
  ),
  ['map', 'customer.externalIds.shop=buyer'],
  ['map', 'customer.email=email'],
]).toString();
const ROWS = [20, 150] as const;
const LONGEST_PAUSE = 40_000;
const LOOK_AGAIN = 500;

/** Somebody who uploads a file of purchases now and then, and waits until it is in; some files once more. */
export class ImportLane {
  readonly #random: Random;
  readonly #caller: Caller;
  readonly #ledger: Ledger;
  readonly #made: MadeUpFacts;
  readonly #pace: Pace;

  constructor({ random, caller, ledger, pace }: Load) {
    this.#random = random;
    this.#caller = caller;
    this.#ledger = ledger;
    this.#made = new MadeUpFacts(random.fork(1), ledger, 'file');
    this.#pace = pace;
  }

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.#pace(LONGEST_PAUSE, stop);
      if (stop.aborted) return;
      const rows = Array.from({ length: this.#random.between(...ROWS) }, () => this.#made.make('purchase', SOURCE));
      await this.#import(rows);
      for (const { fact } of rows) this.#ledger.add(fact);
      if (this.#random.chance(0.2)) await this.#import(rows);
    }
  }

  /** @throws Error where a file that was taken up does not come in */
  async #import(rows: readonly MadeUpFact[]): Promise<void> {
    const path = `${IMPORTS}?${QUERY}`;
    const taken = await this.#caller.ask({ method: 'POST', path, body: csvOf(rows), type: 'text/csv; charset=utf-8' });
    if (taken.status !== 202) throw new Error(`POST ${IMPORTS}: ${taken.status} ${JSON.stringify(taken.body)}`);
    const { status, rows: counts, error } = await this.#untilOver(String(taken.body['id']));
    const { accepted, duplicate } = counts as Counts;
    if (status !== 'done' || accepted + duplicate !== rows.length)
      throw new Error(`A file of ${rows.length} rows came in as ${JSON.stringify({ status, counts, error })}.`);
  }

  async #untilOver(id: string): Promise<Answer['body']> {
    for (;;) {
      const { status, body } = await this.#caller.ask({ method: 'GET', path: `${IMPORTS}/${id}` });
      if (status !== 200) throw new Error(`GET ${IMPORTS}/${id}: ${status} ${JSON.stringify(body)}`);
      if (body['status'] !== 'running') return body;
      await setTimeout(LOOK_AGAIN);
    }
  }
}

interface Counts {
  readonly accepted: number;
  readonly duplicate: number;
}

const COLUMNS = ['id', 'occurredAt', 'channel', 'amount', 'currency', 'quantity'] as const;

const csvOf = (rows: readonly MadeUpFact[]): string =>
  [
    [...COLUMNS, 'buyer', 'email'].join(','),
    ...rows.map(({ fact: { person, emailOf: mailed }, record }) =>
      [...COLUMNS.map((name) => String(record[name])), externalId(person), mailed ? emailOf(mailed) : ''].join(','),
    ),
  ].join('\n');
