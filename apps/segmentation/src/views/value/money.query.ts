import { amountText } from '@clientele/platform';
import type { Sql } from '@clientele/event-sourcing';

/** Purchases in a currency that is not ranked: they count for recency and frequency, but not for money. */
export interface LeftOut {
  readonly currency: string;
  readonly purchases: number;
  readonly amount: string;
}

export interface Money {
  /** Null where nobody has bought anything. */
  readonly currency: string | null;
  readonly leftOut: readonly LeftOut[];
}

const NOW = `
  SELECT currency, purchases, amount::text AS amount FROM value.spending_by_currency WHERE $1::timestamptz IS NULL`;

const AS_OF = `
  SELECT p.currency, count(*)::int AS purchases, sum(p.amount - coalesce(r.amount, 0))::text AS amount
  FROM value.purchases p
  LEFT JOIN (
    SELECT purchase_id, sum(amount) AS amount FROM value.refunds WHERE occurred_at < $1 GROUP BY purchase_id
  ) r USING (purchase_id)
  WHERE p.occurred_at < $1 AND NOT p.cancelled AND p.customer_id IS NOT NULL
  GROUP BY p.currency`;

/** The currency that money is ranked in, that with the most purchases unless one is wanted, and what that leaves out. */
export const moneyRanked = async (sql: Sql, end: string | null, wanted: string | undefined): Promise<Money> => {
  const { rows } = await sql.query<LeftOut>(
    `SELECT * FROM (${end === null ? NOW : AS_OF}) totals ORDER BY purchases DESC, currency`,
    [end],
  );
  const currency = wanted ?? rows[0]?.currency ?? null;
  const leftOut = rows
    .filter((row) => row.currency !== currency)
    .map((row) => ({ ...row, amount: amountText(row.amount, row.currency) }));
  return { currency, leftOut };
};
