import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, EventStore } from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import { Customer } from './customer.js';

export class AddNote extends Command<Changed> {
  constructor(
    readonly customerId: string,
    readonly noteId: string,
    readonly text: string,
    readonly meta: EventMeta,
  ) {
    super();
  }
}

@CommandHandler(AddNote)
export class AddNoteHandler implements ICommandHandler<AddNote> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ customerId, noteId, text, meta }: AddNote): Promise<Changed> {
    const decide = Customer.addNote({ noteId, text, occurredAt: new Date().toISOString() });
    return await this.store.transact(Customer, customerId, decide, { meta });
  }
}
