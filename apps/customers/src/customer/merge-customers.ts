import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  ConcurrencyError,
  type Changed,
  type EventMeta,
  type Sql,
  type TransactionalEventStore,
} from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import { Customer } from './customer.js';
import { ancestorsOf } from './identity-directory.js';

/** `customerId` goes into `into`. */
export class MergeCustomers extends Command<Changed> {
  constructor(
    readonly customerId: string,
    readonly into: string,
    readonly meta: EventMeta,
  ) {
    super();
  }
}

@CommandHandler(MergeCustomers)
export class MergeCustomersHandler implements ICommandHandler<MergeCustomers> {
  constructor(@Inject(EVENT_STORE) private readonly store: TransactionalEventStore) {}

  execute({ customerId, into, meta }: MergeCustomers): Promise<Changed> {
    return this.store.transaction(async (tx, store) => {
      const ancestors = (await ancestorsOf(tx, [into])).get(into) ?? [];
      const occurredAt = new Date().toISOString();
      const decide = Customer.merge({ customerId, into, ancestors, occurredAt });
      const changed = await store.transact(Customer, customerId, decide, { meta });
      if (changed.events.length > 0) await point(tx, customerId, into);
      return changed;
    });
  }
}

/** Merges go one at a time: two at once, each fine by itself, could close a circle. */
const point = async (tx: Sql, customerId: string, into: string): Promise<void> => {
  await tx.query('LOCK TABLE merges IN SHARE ROW EXCLUSIVE MODE');
  const ancestors = (await ancestorsOf(tx, [into])).get(into) ?? [];
  if (ancestors.includes(customerId)) throw new ConcurrencyError(`customer ${into}`);
  await tx.query('UPDATE customers SET parent_id = $2 WHERE customer_id = $1', [customerId, into]);
  await tx.query('INSERT INTO merges (customer_id, into_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    customerId,
    into,
  ]);
};

export class UnmergeCustomers extends Command<Changed> {
  constructor(
    readonly customerId: string,
    readonly from: string,
    readonly meta: EventMeta,
  ) {
    super();
  }
}

@CommandHandler(UnmergeCustomers)
export class UnmergeCustomersHandler implements ICommandHandler<UnmergeCustomers> {
  constructor(@Inject(EVENT_STORE) private readonly store: TransactionalEventStore) {}

  execute({ customerId, from, meta }: UnmergeCustomers): Promise<Changed> {
    return this.store.transaction(async (tx, store) => {
      const ancestors = (await ancestorsOf(tx, [customerId])).get(customerId) ?? [];
      const decide = Customer.unmerge({ customerId, from, ancestors, occurredAt: new Date().toISOString() });
      const changed = await store.transact(Customer, customerId, decide, { meta });
      await tx.query('UPDATE customers SET parent_id = NULL WHERE customer_id = $1', [customerId]);
      return changed;
    });
  }
}
