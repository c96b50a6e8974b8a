import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, EventStore, TransactionalEventStore } from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import { Customer } from './customer.js';
import { familyOf } from './identity-directory.js';

export class TagCustomer extends Command<Changed> {
  constructor(
    readonly customerId: string,
    readonly tag: string,
    readonly meta: EventMeta,
  ) {
    super();
  }
}

@CommandHandler(TagCustomer)
export class TagCustomerHandler implements ICommandHandler<TagCustomer> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ customerId, tag, meta }: TagCustomer): Promise<Changed> {
    const decide = Customer.tag(tag, new Date().toISOString());
    return await this.store.transact(Customer, customerId, decide, { meta });
  }
}

/** Also from those who were merged into the customer, whose tags show as its own. */
export class UntagCustomer extends Command<Changed[]> {
  constructor(
    readonly customerId: string,
    readonly tag: string,
    readonly meta: EventMeta,
  ) {
    super();
  }
}

@CommandHandler(UntagCustomer)
export class UntagCustomerHandler implements ICommandHandler<UntagCustomer> {
  constructor(@Inject(EVENT_STORE) private readonly store: TransactionalEventStore) {}

  execute({ customerId, tag, meta }: UntagCustomer): Promise<Changed[]> {
    const decide = Customer.untag(tag, new Date().toISOString());
    return this.store.transaction(async (tx, store) => {
      const family = await familyOf(tx, customerId);
      const outcomes = await store.transactMany(family.map((id) => ({ decider: Customer, id, decide, meta })));
      return outcomes.map((outcome) => {
        if ('error' in outcome) throw outcome.error;
        return outcome;
      });
    });
  }
}
