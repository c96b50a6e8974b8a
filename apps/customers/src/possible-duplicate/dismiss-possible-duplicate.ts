import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, EventStore } from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import { PossibleDuplicate } from './possible-duplicate.js';

export class DismissPossibleDuplicate extends Command<Changed> {
  constructor(
    readonly id: string,
    readonly reason: string | undefined,
    readonly meta: EventMeta,
  ) {
    super();
  }
}

@CommandHandler(DismissPossibleDuplicate)
export class DismissPossibleDuplicateHandler implements ICommandHandler<DismissPossibleDuplicate> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ id, reason, meta }: DismissPossibleDuplicate): Promise<Changed> {
    const occurredAt = new Date().toISOString();
    const decide = PossibleDuplicate.dismiss({ occurredAt, ...(reason === undefined ? {} : { reason }) });
    return await this.store.transact(PossibleDuplicate, id, decide, { meta });
  }
}
