import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { EventMeta, EventStore } from '@clientele/event-sourcing';
import { Database, EVENT_STORE } from '@clientele/platform';
import { findPurchase } from './find-purchase.js';
import { Purchase } from './purchase.js';
import type { CorrectedPurchase } from './refund-purchase.js';

/** Says that a purchase never was. Once more changes nothing. */
export class CancelPurchase extends Command<CorrectedPurchase> {
  constructor(
    readonly purchaseId: string,
    readonly cancellation: { readonly occurredAt?: string; readonly reason?: string },
    readonly meta: EventMeta,
  ) {
    super();
  }
}

@CommandHandler(CancelPurchase)
export class CancelPurchaseHandler implements ICommandHandler<CancelPurchase> {
  constructor(
    private readonly database: Database,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute({ purchaseId, cancellation, meta }: CancelPurchase): Promise<CorrectedPurchase> {
    const purchase = await findPurchase(this.database, purchaseId);
    const decision = Purchase.cancel({ purchaseId, ...cancellation, purchase, now: new Date() });
    return { purchase, changed: await this.store.transact(Purchase, purchaseId, decision, { meta }) };
  }
}
