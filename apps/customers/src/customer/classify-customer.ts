import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, EventStore } from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import type { ClassificationField, Fields } from './customer-events.js';
import { Customer } from './customer.js';

/** The whole classification: what it does not say is blank from now on. */
export class ClassifyCustomer extends Command<Changed> {
  constructor(
    readonly customerId: string,
    readonly classification: Fields<ClassificationField>,
    readonly meta: EventMeta,
    readonly expectedVersion?: number,
  ) {
    super();
  }
}

@CommandHandler(ClassifyCustomer)
export class ClassifyCustomerHandler implements ICommandHandler<ClassifyCustomer> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ customerId, classification, meta, expectedVersion }: ClassifyCustomer): Promise<Changed> {
    const decide = Customer.classify(classification, new Date().toISOString());
    const changed = await this.store.transact(Customer, customerId, decide, { meta, expectedVersion });
    return changed;
  }
}
