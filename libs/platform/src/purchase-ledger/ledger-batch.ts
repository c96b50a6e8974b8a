import type { InteractionsContract, PurchaseReceivedV1 } from '@clientele/contracts';
import type { FeedRecord } from '@clientele/event-sourcing';

type Purchase = PurchaseReceivedV1['data'];
type Refund = Extract<InteractionsContract, { type: 'PurchaseRefunded' }>['data'];

/** What a batch says of purchases. */
export interface LedgerBatch {
  readonly purchases: readonly Purchase[];
  readonly refunds: readonly Refund[];
  readonly cancelled: readonly string[];
}

export const ledgerBatch = (records: readonly FeedRecord[]): LedgerBatch => {
  const purchases: Purchase[] = [];
  const refunds: Refund[] = [];
  const cancelled: string[] = [];
  for (const record of records) {
    const event = record as FeedRecord & (InteractionsContract | PurchaseReceivedV1);
    if (event.type === 'PurchaseReceived') purchases.push(event.data);
    else if (event.type === 'PurchaseRefunded') refunds.push(event.data);
    else if (event.type === 'PurchaseCancelled') cancelled.push(event.data.purchaseId);
  }
  return { purchases, refunds, cancelled };
};
