import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, EventStore } from '@clientele/event-sourcing';
import { Database, EVENT_STORE } from '@clientele/platform';
import { findPurchase } from './find-purchase.js';
import { Purchase, type PurchaseEvent, type PurchaseFact, type PurchaseState } from './purchase.js';

export interface CorrectedPurchase {
  readonly purchase: PurchaseFact;
  readonly changed: Changed<PurchaseState, PurchaseEvent>;
}

/** Gives back part or all of what a purchase cost. The same refund again changes nothing. */
export class RefundPurchase extends Command<CorrectedPurchase> {
  constructor(
    readonly purchaseId: string,
    readonly refund: {
      readonly refundId: string;
      readonly amount: string;
      readonly currency: string;
      readonly occurredAt?: string;
      readonly reason?: string;
    },
    readonly meta: EventMeta,
  ) {
    super();
  }
}

@CommandHandler(RefundPurchase)
export class RefundPurchaseHandler implements ICommandHandler<RefundPurchase> {
  constructor(
    private readonly database: Database,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute({ purchaseId, refund, meta }: RefundPurchase): Promise<CorrectedPurchase> {
    const purchase = await findPurchase(this.database, purchaseId);
    const decision = Purchase.refund({ purchaseId, ...refund, purchase, now: new Date() });
    return { purchase, changed: await this.store.transact(Purchase, purchaseId, decision, { meta }) };
  }
}
