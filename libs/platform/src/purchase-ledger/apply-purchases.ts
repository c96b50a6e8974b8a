import type { FeedRecord, Sql } from '@clientele/event-sourcing';
import type { DirectoryChanges, MovedCustomer } from '../customer-directory/index.js';
import { ledgerBatch, type LedgerBatch } from './ledger-batch.js';

/** Purchases that count, and came to a customer that is known: of one customer in one currency. */
export interface Gain {
  readonly customerId: string;
  readonly currency: string;
  readonly purchases: number;
  readonly amount: string;
  /** Text: a Date would cut microseconds. */
  readonly firstAt: string;
  readonly lastAt: string;
}

/** What a batch changed, by canonical customer. */
export interface LedgerChanges {
  /** What those got to what they had. */
  readonly gains: readonly Gain[];
  /** Of these something went or became another, whatever they gained: among them those that have no purchases left. */
  readonly unsettled: ReadonlySet<string>;
}

/**
 * Applies purchases, refunds and cancellations, and what `applyDirectory` answered for the same batch, to the tables of
 * `createLedger`. Comes to the same rows in whatever order feeds arrive.
 */
export const applyPurchases = async (
  tx: Sql,
  records: readonly FeedRecord[],
  { newKeys, moved }: DirectoryChanges,
): Promise<LedgerChanges> => {
  const batch = ledgerBatch(records);
  const gains: Gain[] = [];
  if (moved.length > 0) await carryOver(tx, moved);
  if (newKeys.length > 0) gains.push(...(await attribute(tx, newKeys)));
  await addRefunds(tx, batch);
  if (batch.purchases.length > 0) gains.push(...(await addPurchases(tx, batch.purchases)));
  const settled = [...batch.refunds.map((refund) => refund.purchaseId), ...batch.cancelled];
  const changed = settled.length > 0 ? await settle(tx, settled) : [];
  return { gains, unsettled: new Set([...changed, ...moved.flatMap(({ from, to }) => [from, to])]) };
};

const GAINS = `
  SELECT customer_id AS "customerId", currency, count(*)::int AS purchases, sum(net)::text AS amount,
         min(occurred_at)::text AS "firstAt", max(occurred_at)::text AS "lastAt"
  FROM gained WHERE customer_id IS NOT NULL AND NOT cancelled GROUP BY customer_id, currency`;

const carryOver = async (tx: Sql, moved: readonly MovedCustomer[]): Promise<void> => {
  await tx.query(
    `UPDATE purchases p SET customer_id = m.new_id
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS m (owner_id, old_id, new_id)
     WHERE p.customer_id = m.old_id AND p.owner_id = m.owner_id`,
    [moved.map((each) => each.customerId), moved.map((each) => each.from), moved.map((each) => each.to)],
  );
};

const attribute = async (tx: Sql, newKeys: readonly string[]): Promise<Gain[]> => {
  const { rows } = await tx.query<Gain>(
    `WITH gained AS (
       UPDATE purchases p SET owner_id = c.customer_id, customer_id = c.canonical_id
       FROM directory_keys k JOIN directory_customers c USING (customer_id)
       WHERE p.owner_id IS NULL AND p.identity_key = ANY($1::text[])
         AND k.identity_key = ANY($1::text[]) AND k.identity_key = p.identity_key
       RETURNING p.customer_id, p.currency, p.net, p.occurred_at, p.cancelled
     ) ${GAINS}`,
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

const addPurchases = async (tx: Sql, purchases: LedgerBatch['purchases']): Promise<Gain[]> => {
  const { rows } = await tx.query<Gain>(
    `WITH gained AS (
     INSERT INTO purchases (purchase_id, identity_key, owner_id, customer_id, occurred_at, currency, amount, net, cancelled)
     SELECT b.purchase_id, b.identity_key, c.customer_id, c.canonical_id, b.occurred_at, b.currency, b.amount,
            b.amount - coalesce(r.amount, 0), x.purchase_id IS NOT NULL
     FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::numeric[])
       AS b (purchase_id, identity_key, occurred_at, currency, amount)
     LEFT JOIN directory_keys k USING (identity_key)
     LEFT JOIN directory_customers c USING (customer_id)
     LEFT JOIN cancellations x USING (purchase_id)
     LEFT JOIN LATERAL (SELECT sum(amount) AS amount FROM refunds WHERE purchase_id = b.purchase_id) r ON true
     ON CONFLICT DO NOTHING
     RETURNING customer_id, currency, net, occurred_at, cancelled
     ) ${GAINS}`,
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

/** What is left of purchases after their refunds, and whether they still count. Answers whose they are. */
const settle = async (tx: Sql, purchaseIds: readonly string[]): Promise<string[]> => {
  const { rows } = await tx.query<{ customer_id: string | null }>(
    `UPDATE purchases p
     SET net = p.amount - coalesce((SELECT sum(r.amount) FROM refunds r WHERE r.purchase_id = p.purchase_id), 0),
         cancelled = EXISTS (SELECT FROM cancellations x WHERE x.purchase_id = p.purchase_id)
     WHERE p.purchase_id = ANY($1::uuid[])
     RETURNING p.customer_id`,
    [purchaseIds],
  );
  return rows.flatMap((row) => row.customer_id ?? []);
};
