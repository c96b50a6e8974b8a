import { DomainError, type Sql } from '@clientele/event-sourcing';
import type { PurchaseFact } from './purchase.js';

/** The fact that a correction is about. It never changes, so the view may be asked. */
export const findPurchase = async (sql: Sql, purchaseId: string): Promise<PurchaseFact> => {
  const { rows } = await sql.query(
    `SELECT amount, currency, occurred_at FROM timeline.entries WHERE entry_id = $1 AND kind = 'purchase'`,
    [purchaseId],
  );
  const row = rows[0];
  if (row) return { amount: row.amount, currency: row.currency, occurredAt: row.occurred_at.toISOString() };
  throw new DomainError(
    'PurchaseUnknown',
    'missing',
    'There is no purchase with this id. It is the id on the receipt and in the timeline; ' +
      'a purchase that has just come is known a moment later.',
  );
};
