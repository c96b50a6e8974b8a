import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventStore } from '@clientele/event-sourcing';
import { Config, EVENT_STORE, HttpProblem } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { countReceipts, type Way } from './count-receipts.js';
import { FactBatch, type Incoming, type Receipt } from './fact-batch.js';
import { countsOf } from './summary.js';

export interface TakenIn {
  /** In the order of the records. */
  readonly receipts: readonly Receipt[];
  readonly changed: readonly Pick<Changed, 'position'>[];
}

/** Most records of one append: others get their turn between. */
const AT_ONCE = 1_000;

/** Of one list, which stands in memory with its receipts; lines have no limit. */
export const MOST_IN_A_LIST = 20_000;

/** Takes records in: each is accepted, known already, or rejected and remembered. */
export class TakeIn extends Command<TakenIn> {
  constructor(
    readonly records: readonly Incoming[],
    readonly via: Way = 'http',
  ) {
    super();
  }
}

@CommandHandler(TakeIn)
export class TakeInHandler implements ICommandHandler<TakeIn> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly keys: IdentityKeys,
    private readonly config: Config,
  ) {}

  async execute({ records, via }: TakeIn): Promise<TakenIn> {
    if (records.length > MOST_IN_A_LIST) throw tooMany();
    const receipts: Receipt[] = [];
    const changed: Pick<Changed, 'position'>[] = [];
    for (let at = 0; at < records.length; at += AT_ONCE) {
      const batch = this.batchOf(records.slice(at, at + AT_ONCE));
      const outcomes = await this.store.transactMany(batch.changes);
      const made = batch.receipts(outcomes);
      receipts.push(...made);
      countReceipts(countsOf(made), via);
      changed.push(...outcomes.flatMap((outcome) => ('error' in outcome ? [] : [outcome])));
    }
    return { receipts, changed };
  }

  private batchOf(records: readonly Incoming[]): FactBatch {
    const { defaultCountry } = this.config;
    return new FactBatch(records, { keys: this.keys, defaultCountry, now: Date.now() });
  }
}

const tooMany = (): HttpProblem =>
  new HttpProblem(
    413,
    'TooManyRecords',
    `A list holds at most ${MOST_IN_A_LIST} records; send more as lines of JSON (application/x-ndjson), or import a file.`,
  );
