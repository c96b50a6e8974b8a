import type { FeedRecord, Sql } from '@clientele/event-sourcing';
import type { DirectoryChanges, MovedCustomer } from '../customer-directory/index.js';
import { ledgerBatch, type LedgerBatch } from './ledger-batch.js';

/**
 * Applies purchases, refunds and cancellations, and what `applyDirectory` answered for the same batch, to the tables of
 * `createLedger`. Answers with the canonical customers whose purchases changed, among them those that have none left.
 * Comes to the same rows in whatever order feeds arrive.
 */
export const applyPurchases = async (
  tx: Sql,
  records: readonly FeedRecord[],
  { newKeys, moved }: DirectoryChanges,
): Promise<Set<string>> => {
  const batch = ledgerBatch(records);
  const touched: { customer_id: string | null }[] = [];
  if (moved.length > 0) touched.push(...(await carryOver(tx, moved)));
  if (newKeys.length > 0) touched.push(...(await attribute(tx, newKeys)));
  await addRefunds(tx, batch);
  if (batch.purchases.length > 0) touched.push(...(await addPurchases(tx, batch.purchases)));
  const settled = [...batch.refunds.map((refund) => refund.purchaseId), ...batch.cancelled];
  if (settled.length > 0) touched.push(...(await settle(tx, settled)));
  const customers = touched.flatMap((row) => row.customer_id ?? []);
  return new Set([...customers, ...moved.flatMap(({ from, to }) => [from, to])]);
};

const carryOver = async (tx: Sql, moved: readonly MovedCustomer[]): Promise<{ customer_id: string }[]> => {
  const { rows } = await tx.query<{ customer_id: string }>(
    `UPDATE purchases p SET customer_id = m.new_id
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS m (owner_id, old_id, new_id)
     WHERE p.customer_id = m.old_id AND p.owner_id = m.owner_id
     RETURNING p.customer_id`,
    [moved.map((each) => each.customerId), moved.map((each) => each.from), moved.map((each) => each.to)],
  );
  return rows;
};

const attribute = async (tx: Sql, newKeys: readonly string[]): Promise<{ customer_id: string }[]> => {
  const { rows } = await tx.query<{ customer_id: string }>(
    `UPDATE purchases p SET owner_id = c.customer_id, customer_id = c.canonical_id
     FROM directory_keys k JOIN directory_customers c USING (customer_id)
     WHERE p.owner_id IS NULL AND p.identity_key = k.identity_key AND k.identity_key = ANY($1::text[])
     RETURNING p.customer_id`,
    [newKeys],
  );
  return rows;
};

const addRefunds = async (tx: Sql, { refunds, cancelled }: LedgerBatch): Promise<void> => {
  if (refunds.length > 0)
    await tx.query(
      `INSERT INTO refunds (refund_id, purchase_id, amount, currency, occurred_at)
       SELECT * FROM unnest($1::text[], $2::uuid[], $3::numeric[], $4::text[], $5::timestamptz[])
       ON CONFLICT DO NOTHING`,
      [
        refunds.map((refund) => refund.refundId),
        refunds.map((refund) => refund.purchaseId),
        refunds.map((refund) => refund.amount),
        refunds.map((refund) => refund.currency),
        refunds.map((refund) => refund.occurredAt),
      ],
    );
  if (cancelled.length > 0)
    await tx.query('INSERT INTO cancellations SELECT * FROM unnest($1::uuid[]) ON CONFLICT DO NOTHING', [cancelled]);
};

const addPurchases = async (
  tx: Sql,
  purchases: LedgerBatch['purchases'],
): Promise<{ customer_id: string | null }[]> => {
  const { rows } = await tx.query<{ customer_id: string | null }>(
    `INSERT INTO purchases (purchase_id, identity_key, owner_id, customer_id, occurred_at, currency, amount, net, cancelled)
     SELECT b.purchase_id, b.identity_key, c.customer_id, c.canonical_id, b.occurred_at, b.currency, b.amount,
            b.amount - coalesce(r.amount, 0), x.purchase_id IS NOT NULL
     FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::numeric[])
       AS b (purchase_id, identity_key, occurred_at, currency, amount)
     LEFT JOIN directory_keys k USING (identity_key)
     LEFT JOIN directory_customers c USING (customer_id)
     LEFT JOIN cancellations x USING (purchase_id)
     LEFT JOIN LATERAL (SELECT sum(amount) AS amount FROM refunds WHERE purchase_id = b.purchase_id) r ON true
     ON CONFLICT DO NOTHING
     RETURNING customer_id`,
    [
      purchases.map((purchase) => purchase.factId),
      purchases.map((purchase) => purchase.keys[0]),
      purchases.map((purchase) => purchase.occurredAt),
      purchases.map((purchase) => purchase.currency),
      purchases.map((purchase) => purchase.amount),
    ],
  );
  return rows;
};

/** What is left of purchases after their refunds, and whether they still count. */
const settle = async (tx: Sql, purchaseIds: readonly string[]): Promise<{ customer_id: string | null }[]> => {
  const { rows } = await tx.query<{ customer_id: string | null }>(
    `UPDATE purchases p
     SET net = p.amount - coalesce((SELECT sum(r.amount) FROM refunds r WHERE r.purchase_id = p.purchase_id), 0),
         cancelled = EXISTS (SELECT FROM cancellations x WHERE x.purchase_id = p.purchase_id)
     WHERE p.purchase_id = ANY($1::uuid[])
     RETURNING p.customer_id`,
    [purchaseIds],
  );
  return rows;
};
