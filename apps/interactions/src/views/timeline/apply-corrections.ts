import type { FeedRecord, Sql } from '@clientele/event-sourcing';
import type { PurchaseEvent } from '../../purchase/purchase.js';

/** Keeps refunds and cancellations by purchase, whether it has come already or not. */
export const addCorrections = async (tx: Sql, records: readonly FeedRecord[]): Promise<void> => {
  const events = records as readonly (FeedRecord & PurchaseEvent)[];
  const refunds = events.filter((event) => event.type === 'PurchaseRefunded');
  const cancellations = events.filter((event) => event.type === 'PurchaseCancelled');
  if (refunds.length > 0) await add(tx, REFUNDS, refunds);
  if (cancellations.length > 0) await add(tx, CANCELLATIONS, cancellations);
};

const REFUNDS = `
  INSERT INTO refunds (purchase_id, refund_id, amount, currency, occurred_at, reason)
  SELECT "purchaseId", "refundId", amount, currency, "occurredAt", reason
  FROM json_to_recordset($1::json) AS r (
    "purchaseId" uuid, "refundId" text, amount numeric, currency text, "occurredAt" timestamptz, reason text
  )
  ON CONFLICT DO NOTHING`;

const CANCELLATIONS = `
  INSERT INTO cancellations (purchase_id, occurred_at, reason)
  SELECT "purchaseId", "occurredAt", reason
  FROM json_to_recordset($1::json) AS c ("purchaseId" uuid, "occurredAt" timestamptz, reason text)
  ON CONFLICT DO NOTHING`;

const add = async (tx: Sql, sql: string, events: readonly FeedRecord[]): Promise<void> => {
  await tx.query(sql, [JSON.stringify(events.map((event) => event.data))]);
};
