import { momentText } from '@clientele/platform';
import type { TimelineEntry, TimelineKind, TimelinePurchase } from './timeline-entry.js';

export interface EntryRow {
  readonly entry_id: string;
  readonly kind: TimelineKind;
  readonly occurred_at: Date;
  /** To the microsecond, for cursors. */
  readonly occurred_at_text: string;
  readonly customer_id: string;
  readonly source: string | null;
  readonly channel: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly data: Pick<
    TimelineEntry,
    'sourceId' | 'attributes' | 'converted' | 'direction' | 'subject' | 'text' | 'actor'
  > &
    Pick<TimelinePurchase, 'quantity' | 'orderId'>;
  readonly net: string | null;
  readonly refunds: readonly { refundId: string; amount: string; occurredAt: string; reason: string | null }[] | null;
  readonly cancelled_at: Date | null;
  readonly cancel_reason: string | null;
}

const NEWEST_FIRST = 'ORDER BY e.occurred_at DESC, e.entry_id DESC';

/**
 * A page of the entries `e` of the customers in $1, with what became of purchases. Each customer's newest come by index, so
 * a page costs the same however long a history is.
 */
export const selectEntries = (matches: string, limit: string): string => `
  SELECT e.*, ${momentText('e.occurred_at')} AS occurred_at_text, r.refunds,
    c.occurred_at AS cancelled_at, c.reason AS cancel_reason,
    e.amount - CASE WHEN c.purchase_id IS NULL THEN coalesce(r.sum, 0) ELSE e.amount END AS net
  FROM (
    SELECT e.* FROM unnest($1::uuid[]) AS member (id) CROSS JOIN LATERAL (
      SELECT * FROM timeline.entries e
      WHERE e.customer_id = member.id AND ${matches} ${NEWEST_FIRST} LIMIT ${limit}
    ) e ${NEWEST_FIRST} LIMIT ${limit}
  ) e
  LEFT JOIN timeline.cancellations c ON c.purchase_id = e.entry_id
  LEFT JOIN LATERAL (
    SELECT sum(amount) AS sum, json_agg(json_build_object(
      'refundId', refund_id, 'amount', amount::text, 'occurredAt', occurred_at, 'reason', reason
    ) ORDER BY occurred_at, refund_id) AS refunds
    FROM timeline.refunds WHERE purchase_id = e.entry_id
  ) r ON e.kind = 'purchase'
  ${NEWEST_FIRST}`;

export const entryOf = (row: EntryRow): TimelineEntry => {
  const { quantity, orderId, ...data } = row.data;
  return {
    id: row.entry_id,
    kind: row.kind,
    occurredAt: row.occurred_at.toISOString(),
    customerId: row.customer_id,
    ...(row.source !== null && { source: row.source }),
    ...(row.channel !== null && { channel: row.channel }),
    ...data,
    ...(row.kind === 'purchase' && { purchase: purchaseOf(row, quantity, orderId) }),
  };
};

const purchaseOf = (row: EntryRow, quantity: number, orderId: string | undefined): TimelinePurchase => ({
  amount: row.amount!,
  currency: row.currency!,
  quantity,
  ...(orderId !== undefined && { orderId }),
  refunds: (row.refunds ?? []).map(({ occurredAt, reason, ...refund }) => ({
    ...refund,
    occurredAt: new Date(occurredAt).toISOString(),
    ...(reason !== null && { reason }),
  })),
  ...(row.cancelled_at && {
    cancellation: {
      occurredAt: row.cancelled_at.toISOString(),
      ...(row.cancel_reason !== null && { reason: row.cancel_reason }),
    },
  }),
  net: row.net!,
});
