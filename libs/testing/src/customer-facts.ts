import type {
  CustomersContract,
  InteractionsContract,
  LifecycleStage,
  LeadReceivedV1,
  PurchaseReceivedV1,
} from '@clientele/contracts';
import type { FeedRecord } from '@clientele/event-sourcing';
import { published } from './published.js';

/** An id that a number stands for. */
export const idOf = (number: number): string => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

export const purchase = (
  id: number,
  data: {
    readonly key: string;
    readonly at: string;
    readonly amount?: string;
    readonly currency?: string;
    readonly channel?: string;
  },
): FeedRecord => {
  const { key, at, amount = '10.00', currency = 'USD', channel } = data;
  const fact: PurchaseReceivedV1['data'] = {
    factId: idOf(id),
    source: 'shop',
    sourceId: String(id),
    occurredAt: new Date(at).toISOString(),
    keys: [key],
    identifiers: {},
    amount,
    currency,
    quantity: 1,
    ...(channel && { channel }),
  };
  return published('intake', `fact-${fact.factId}`, { type: 'PurchaseReceived', schemaVersion: 1, data: fact });
};

export const lead = (
  id: number,
  data: { readonly key: string; readonly at: string; readonly converted?: boolean; readonly channel?: string },
): FeedRecord => {
  const { key, at, converted = false, channel } = data;
  const fact: LeadReceivedV1['data'] = {
    factId: idOf(id),
    source: 'form',
    sourceId: String(id),
    occurredAt: new Date(at).toISOString(),
    keys: [key],
    identifiers: {},
    converted,
    ...(channel && { channel }),
  };
  return published('intake', `fact-${fact.factId}`, { type: 'LeadReceived', schemaVersion: 1, data: fact });
};

const ofCustomer = (event: CustomersContract): FeedRecord =>
  published('customers', `customer-${event.data.customerId}`, event);
const ofPurchase = (id: number, event: InteractionsContract): FeedRecord =>
  published('interactions', `purchase-${idOf(id)}`, event);

type Registered = Extract<CustomersContract, { type: 'CustomerRegistered' }>['data'];

export const registered = (
  customer: number,
  keys: readonly string[],
  data: Partial<Pick<Registered, 'registeredAt' | 'channel' | 'classification'>> = {},
): FeedRecord =>
  ofCustomer({
    type: 'CustomerRegistered',
    schemaVersion: 1,
    data: { customerId: idOf(customer), keys, registeredAt: '2026-01-01T00:00:00.000Z', classification: {}, ...data },
  });

export const linked = (customer: number, keys: readonly string[]): FeedRecord =>
  ofCustomer({ type: 'CustomerKeysLinked', schemaVersion: 1, data: { customerId: idOf(customer), keys } });

export const merged = (customer: number, into: number): FeedRecord =>
  ofCustomer({
    type: 'CustomerMerged',
    schemaVersion: 1,
    data: { customerId: idOf(customer), intoCustomerId: idOf(into), occurredAt: '2026-01-02T00:00:00.000Z' },
  });

export const unmerged = (customer: number, from: number): FeedRecord =>
  ofCustomer({
    type: 'CustomerUnmerged',
    schemaVersion: 1,
    data: { customerId: idOf(customer), fromCustomerId: idOf(from), occurredAt: '2026-01-03T00:00:00.000Z' },
  });

export const classified = (customer: number, classification: Registered['classification']): FeedRecord =>
  ofCustomer({
    type: 'CustomerClassified',
    schemaVersion: 1,
    data: { customerId: idOf(customer), classification },
  });

export const refunded = (
  purchaseId: number,
  refund: number,
  amount: string,
  at: string,
  currency = 'USD',
): FeedRecord =>
  ofPurchase(purchaseId, {
    type: 'PurchaseRefunded',
    schemaVersion: 1,
    data: {
      purchaseId: idOf(purchaseId),
      refundId: idOf(refund),
      amount,
      currency,
      occurredAt: new Date(at).toISOString(),
    },
  });

export const cancelled = (purchaseId: number): FeedRecord =>
  ofPurchase(purchaseId, {
    type: 'PurchaseCancelled',
    schemaVersion: 1,
    data: { purchaseId: idOf(purchaseId), occurredAt: '2026-01-04T00:00:00.000Z' },
  });

/** From segmentation; without `to`, the customer is in none any more. */
export const staged = (customer: number, to?: LifecycleStage): FeedRecord =>
  published('segmentation', `standing-${idOf(customer)}`, {
    type: 'LifecycleStageChanged',
    schemaVersion: 1,
    data: { customerId: idOf(customer), ...(to && { to }), occurredAt: '2026-01-05T00:00:00.000Z' },
  });

export const segmented = (customer: number, to?: string): FeedRecord =>
  published('segmentation', `standing-${idOf(customer)}`, {
    type: 'SegmentChanged',
    schemaVersion: 1,
    data: { customerId: idOf(customer), ...(to && { to }), occurredAt: '2026-01-05T00:00:00.000Z' },
  });
