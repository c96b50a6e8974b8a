import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, TransactionalEventStore } from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import { Customer, type Told } from './customer.js';
import { claim, familyOf } from './identity-directory.js';
import { refuseTaken } from './refuse-taken.js';

/** Profile and further identifiers, by hand. An identifier leads to its customer for good: none is taken away. */
export class ChangeCustomer extends Command<Changed> {
  constructor(
    readonly customerId: string,
    readonly told: Told,
    readonly meta: EventMeta,
    readonly expectedVersion?: number,
  ) {
    super();
  }
}

@CommandHandler(ChangeCustomer)
export class ChangeCustomerHandler implements ICommandHandler<ChangeCustomer> {
  constructor(@Inject(EVENT_STORE) private readonly store: TransactionalEventStore) {}

  execute({ customerId, told, meta, expectedVersion }: ChangeCustomer): Promise<Changed> {
    return this.store.transaction(async (tx, store) => {
      const identities = await refuseTaken(tx, told.identities, await familyOf(tx, customerId));
      const decide = Customer.change({ ...told, identities });
      const changed = await store.transact(Customer, customerId, decide, { meta, expectedVersion });
      await claim(tx, [{ customerId, identities }]);
      return changed;
    });
  }
}
