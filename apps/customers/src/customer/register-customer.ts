import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, TransactionalEventStore } from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import { Customer, type Told } from './customer.js';
import { claim, putCustomers } from './identity-directory.js';
import { refuseTaken } from './refuse-taken.js';

export class RegisterCustomer extends Command<Changed> {
  constructor(
    /** The same for the same request. */
    readonly customerId: string,
    readonly told: Told,
    readonly meta: EventMeta,
  ) {
    super();
  }
}

@CommandHandler(RegisterCustomer)
export class RegisterCustomerHandler implements ICommandHandler<RegisterCustomer> {
  constructor(@Inject(EVENT_STORE) private readonly store: TransactionalEventStore) {}

  execute({ customerId, told, meta }: RegisterCustomer): Promise<Changed> {
    return this.store.transaction(async (tx, store) => {
      await refuseTaken(tx, told.identities, [customerId]);
      const changed = await store.transact(Customer, customerId, Customer.register(told), { meta, likelyNew: true });
      // The request was done before, though its answer was not kept.
      if (changed.events.length === 0) return changed;
      await putCustomers(tx, new Map([[customerId, told.occurredAt]]));
      await claim(tx, [{ customerId, identities: told.identities }]);
      return changed;
    });
  }
}
