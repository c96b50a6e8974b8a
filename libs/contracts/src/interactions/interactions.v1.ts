import type { ActivityKind } from '../intake/facts.v1.js';
import type { Contract, Currency, Decimal, Timestamp } from '../contract.js';

/** Part or all of the money goes back. `purchaseId` is the fact's id. Several may follow on one purchase. */
export type PurchaseRefundedV1 = Contract<
  'PurchaseRefunded',
  {
    readonly purchaseId: string;
    readonly refundId: string;
    readonly amount: Decimal;
    readonly currency: Currency;
    readonly occurredAt: Timestamp;
  }
>;

/** The purchase never was: it counts nowhere, from its own date on. */
export type PurchaseCancelledV1 = Contract<
  'PurchaseCancelled',
  { readonly purchaseId: string; readonly occurredAt: Timestamp }
>;

/** Logged by hand. Without its words, which are personal. */
export type ActivityLoggedV1 = Contract<
  'ActivityLogged',
  {
    readonly activityId: string;
    readonly customerId: string;
    readonly activity: ActivityKind;
    readonly direction?: 'inbound' | 'outbound';
    readonly occurredAt: Timestamp;
  }
>;

/** The whole activity as it is now; it replaces what was. */
export type ActivityCorrectedV1 = Contract<'ActivityCorrected', ActivityLoggedV1['data']>;

/** It was logged by mistake: it counts nowhere. */
export type ActivityWithdrawnV1 = Contract<'ActivityWithdrawn', { readonly activityId: string }>;

export type InteractionsContract =
  PurchaseRefundedV1 | PurchaseCancelledV1 | ActivityLoggedV1 | ActivityCorrectedV1 | ActivityWithdrawnV1;
