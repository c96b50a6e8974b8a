import { describe, expect, it } from '@jest/globals';
import { fold } from '@clientele/event-sourcing';
import { given } from '@clientele/testing';
import { Purchase, type PurchaseCancelled, type PurchaseRefunded } from './purchase.js';

const now = new Date('2026-03-10T12:00:00.000Z');
const purchase = { amount: '10.00', currency: 'USD', occurredAt: '2026-03-01T00:00:00.000Z' };
const purchaseId = '8d0d6f0e-0000-5000-8000-000000000001';
const occurredAt = '2026-03-02T00:00:00.000Z';
const refund = (refundId: string, amount: string, data: object = {}) =>
  Purchase.refund({ purchaseId, refundId, amount, currency: 'USD', occurredAt, purchase, now, ...data });
const cancel = (data: object = {}) => Purchase.cancel({ purchaseId, occurredAt, purchase, now, ...data });
const refunded = (refundId: string, amount: string): PurchaseRefunded => ({
  type: 'PurchaseRefunded',
  data: { purchaseId, refundId, amount, currency: 'USD', occurredAt },
});
const cancelled: PurchaseCancelled = { type: 'PurchaseCancelled', data: { purchaseId, occurredAt } };

describe('refunding a purchase', () => {
  it('gives back up to what is left', () => {
    given(Purchase).when(refund('r1', '10.00')).then(refunded('r1', '10.00'));
    given(Purchase, refunded('r1', '9.9')).when(refund('r2', '0.1')).then(refunded('r2', '0.1'));
  });

  it('refuses more than is left, and says how much that is', () => {
    given(Purchase)
      .when(refund('r1', '10.01'))
      .thenRefused('RefundExceedsPurchase', { left: '10.00', currency: 'USD' });
    given(Purchase, refunded('r1', '9.90'))
      .when(refund('r2', '0.11'))
      .thenRefused('RefundExceedsPurchase', { left: '0.10' });
  });

  it('does the same refund once, even when nothing is left or the purchase is cancelled since', () => {
    given(Purchase, refunded('r1', '10.00')).when(refund('r1', '10.0')).then();
    given(Purchase, refunded('r1', '4'), cancelled).when(refund('r1', '4')).then();
  });

  it('refuses another refund under the same id', () => {
    given(Purchase, refunded('r1', '1')).when(refund('r1', '2')).thenRefused('RefundIdTaken');
    given(Purchase, refunded('r1', '1'))
      .when(refund('r1', '1', { currency: 'EUR' }))
      .thenRefused('RefundIdTaken');
  });

  it('refuses another currency', () => {
    given(Purchase)
      .when(refund('r1', '1', { currency: 'EUR' }))
      .thenRefused('CurrencyDiffers', { currency: 'USD' });
  });

  it('refuses when the purchase is cancelled', () => {
    given(Purchase, cancelled).when(refund('r1', '1')).thenRefused('PurchaseIsCancelled');
  });

  it('refuses times before the purchase and in the future', () => {
    given(Purchase)
      .when(refund('r1', '1', { occurredAt: '2026-02-28T23:59:59.999Z' }))
      .thenRefused('BeforePurchase', { purchasedAt: purchase.occurredAt });
    given(Purchase)
      .when(refund('r1', '1', { occurredAt: '2026-03-10T13:00:00.001Z' }))
      .thenRefused('InFuture');
    given(Purchase)
      .when(cancel({ occurredAt: '2026-02-28T23:59:59.999Z' }))
      .thenRefused('BeforePurchase');
  });

  it('bears with clocks that differ', () => {
    const ahead = '2026-03-10T12:24:00.000Z';
    given(Purchase)
      .when(cancel({ occurredAt: ahead }))
      .then({ type: 'PurchaseCancelled', data: { purchaseId, occurredAt: ahead } });
  });

  it('is of now unless said, and never of before the purchase', () => {
    const ahead = { ...purchase, occurredAt: '2026-03-10T12:24:00.000Z' };
    given(Purchase)
      .when(cancel({ occurredAt: undefined }))
      .then({ type: 'PurchaseCancelled', data: { purchaseId, occurredAt: now.toISOString() } });
    given(Purchase)
      .when(cancel({ occurredAt: undefined, purchase: ahead }))
      .then({ type: 'PurchaseCancelled', data: { purchaseId, occurredAt: ahead.occurredAt } });
  });

  it('counts in decimals', () => {
    const state = fold(Purchase, [refunded('r1', '0.1'), refunded('r2', '0.2')]);
    expect(Purchase.leftOf({ ...purchase, amount: '0.3' }, state)).toBe('0.0');
    expect(Purchase.leftOf(purchase, state)).toBe('9.70');
    expect(Purchase.leftOf(purchase, { ...state, cancelled: true })).toBe('0.00');
  });

  it('tells refunds with odd ids apart', () => {
    given(Purchase).when(refund('__proto__', '1')).then(refunded('__proto__', '1'));
    given(Purchase, refunded('__proto__', '1')).when(refund('__proto__', '1')).then();
    given(Purchase).when(refund('constructor', '1')).then(refunded('constructor', '1'));
  });
});

describe('cancelling a purchase', () => {
  it('is done once, with or without refunds before', () => {
    given(Purchase).when(cancel()).then(cancelled);
    given(Purchase, refunded('r1', '1')).when(cancel()).then(cancelled);
    given(Purchase, cancelled).when(cancel()).then();
  });
});
