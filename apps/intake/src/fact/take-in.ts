import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventStore } from '@clientele/event-sourcing';
import { Config, EVENT_STORE } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { FactBatch, type Incoming, type Receipt } from './fact-batch.js';

export interface TakenIn {
  /** In the order of the records. */
  readonly receipts: readonly Receipt[];
  readonly changed: readonly Pick<Changed, 'position'>[];
}

/** Takes records in, in one append: each is accepted, known already, or rejected and remembered. */
export class TakeIn extends Command<TakenIn> {
  constructor(readonly records: readonly Incoming[]) {
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

  async execute({ records }: TakeIn): Promise<TakenIn> {
    const { defaultCountry } = this.config;
    const batch = new FactBatch(records, { keys: this.keys, defaultCountry, now: Date.now() });
    const outcomes = await this.store.transactMany(batch.changes);
    return {
      receipts: batch.receipts(outcomes),
      changed: outcomes.flatMap((outcome) => ('error' in outcome ? [] : [outcome])),
    };
  }
}
