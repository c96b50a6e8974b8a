import { Decimal } from 'decimal.js';
import { type Decider, type Decision, DomainError } from '@clientele/event-sourcing';

/** What is corrected on a purchase. The purchase itself is a fact of `intake`; this is what became of it. */
export interface PurchaseState {
  /** By refundId, which is anybody's text. */
  readonly refunds: ReadonlyMap<string, { readonly amount: string; readonly currency: string }>;
  readonly cancelled: boolean;
}

export interface PurchaseRefunded {
  readonly type: 'PurchaseRefunded';
  readonly data: {
    readonly purchaseId: string;
    readonly refundId: string;
    readonly amount: string;
    readonly currency: string;
    readonly occurredAt: string;
    /** In the words of who refunds; may be personal. */
    readonly reason?: string;
  };
}
export interface PurchaseCancelled {
  readonly type: 'PurchaseCancelled';
  readonly data: { readonly purchaseId: string; readonly occurredAt: string; readonly reason?: string };
}
export type PurchaseEvent = PurchaseRefunded | PurchaseCancelled;
export const PURCHASE_EVENT_TYPES = [
  'PurchaseRefunded',
  'PurchaseCancelled',
] as const satisfies readonly PurchaseEvent['type'][];

/** The fact that is corrected; it never changes. */
export interface PurchaseFact {
  readonly amount: string;
  readonly currency: string;
  readonly occurredAt: string;
}

type Corrects = PurchaseDecision & { readonly purchase: PurchaseFact; readonly now: Date };
type PurchaseDecision = { readonly purchaseId: string; readonly occurredAt?: string; readonly reason?: string };
type Refund = Corrects & { readonly refundId: string; readonly amount: string; readonly currency: string };

const refund =
  ({ purchase, now, ...data }: Refund): Decision<PurchaseState, PurchaseEvent> =>
  (state) => {
    const had = state.refunds.get(data.refundId);
    if (had) return had.currency === data.currency && new Decimal(had.amount).eq(data.amount) ? [] : refuseReuse();
    if (state.cancelled) throw purchaseIsCancelled();
    if (data.currency !== purchase.currency) throw currencyDiffers(purchase.currency);
    const occurredAt = timeOf(data, purchase, now);
    const left = leftOf(purchase, state);
    if (new Decimal(data.amount).gt(left)) throw refundExceeds(left, purchase.currency);
    return [{ type: 'PurchaseRefunded', data: { ...data, occurredAt } }];
  };

const cancel =
  ({ purchase, now, ...data }: Corrects): Decision<PurchaseState, PurchaseEvent> =>
  (state) => {
    if (state.cancelled) return [];
    return [{ type: 'PurchaseCancelled', data: { ...data, occurredAt: timeOf(data, purchase, now) } }];
  };

const leftOf = (purchase: PurchaseFact, state: PurchaseState): string => {
  const gone = state.cancelled ? [purchase] : [...state.refunds.values()];
  const left = gone.reduce((rest, { amount }) => rest.minus(amount), new Decimal(purchase.amount));
  return left.toFixed(Math.max(...[purchase, ...gone].map(placesOf)));
};

/** As many as were written: 10.00 less 4.00 is 6.00. */
const placesOf = ({ amount }: { readonly amount: string }): number => amount.split('.')[1]?.length ?? 0;

/** Milliseconds that clocks may differ by: another one's from ours, and ours from itself when it is set back. */
const CLOCKS_DIFFER = 3_600_000;

/** Now, unless said; not before the purchase, which another clock may have dated. */
const timeOf = ({ occurredAt }: PurchaseDecision, purchase: PurchaseFact, now: Date): string => {
  if (occurredAt === undefined) return new Date(Math.max(now.getTime(), Date.parse(purchase.occurredAt))).toISOString();
  const at = Date.parse(occurredAt);
  if (at < Date.parse(purchase.occurredAt))
    throw new DomainError('BeforePurchase', 'invalid', 'occurredAt lies before the purchase itself.', {
      purchasedAt: purchase.occurredAt,
    });
  if (at > now.getTime() + CLOCKS_DIFFER)
    throw new DomainError('InFuture', 'invalid', 'occurredAt lies in the future.');
  return occurredAt;
};

const refuseReuse = (): never => {
  throw new DomainError(
    'RefundIdTaken',
    'conflict',
    'This purchase has another refund with this refundId; use a new one.',
  );
};
const purchaseIsCancelled = (): DomainError =>
  new DomainError('PurchaseIsCancelled', 'conflict', 'The purchase is cancelled: nothing is left to refund.');
const currencyDiffers = (currency: string): DomainError =>
  new DomainError('CurrencyDiffers', 'invalid', `The purchase was paid in ${currency}; refund it in ${currency}.`, {
    currency,
  });
const refundExceeds = (left: string, currency: string): DomainError =>
  new DomainError(
    'RefundExceedsPurchase',
    'conflict',
    `At most ${left} ${currency} of this purchase is left to refund.`,
    { left, currency },
  );

const evolve = (state: PurchaseState, event: PurchaseEvent): PurchaseState => {
  if (event.type === 'PurchaseCancelled') return { ...state, cancelled: true };
  const { refundId, amount, currency } = event.data;
  return { ...state, refunds: new Map(state.refunds).set(refundId, { amount, currency }) };
};

/** Corrections of one purchase; the stream's id is the fact's id. */
export const Purchase = {
  name: 'purchase',
  initial: { refunds: new Map(), cancelled: false } as PurchaseState,
  evolve,
  refund,
  cancel,
  /** What is left to refund, as a decimal. */
  leftOf,
} satisfies Decider<PurchaseState, PurchaseEvent> & Record<string, unknown>;
