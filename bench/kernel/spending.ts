import type { FeedRecord, Sql, View } from '@clientele/event-sourcing';
import type { Purchased } from './purchases.ts';

export const SPENDING_TABLE = `CREATE TABLE spending (
  basket    text COLLATE "C" PRIMARY KEY,
  purchases int NOT NULL,
  cents     bigint NOT NULL,
  last_at   timestamptz NOT NULL
)`;

export const UPSERT = `
  INSERT INTO spending (basket, purchases, cents, last_at)
  SELECT basket, count(*), sum(cents), max(at) FROM unnest($1::text[], $2::bigint[], $3::timestamptz[]) r(basket, cents, at)
  GROUP BY basket
  ON CONFLICT (basket) DO UPDATE SET
    purchases = spending.purchases + excluded.purchases,
    cents = spending.cents + excluded.cents,
    last_at = greatest(spending.last_at, excluded.last_at)`;

interface Spent {
  readonly stream: string;
  readonly data: object;
}

export const upsertValues = (events: readonly Spent[]): unknown[] => [
  events.map(({ stream }) => stream),
  events.map(({ data }) => (data as Purchased['data']).cents),
  events.map(({ data }) => (data as Purchased['data']).at),
];

/** One row for each stream. */
export class Spending implements View {
  readonly name = 'spending';
  readonly version = 1;
  readonly sources = { shop: ['Purchased'] };

  async create(tx: Sql): Promise<void> {
    await tx.query(SPENDING_TABLE);
  }

  async project(records: readonly FeedRecord[], tx: Sql): Promise<void> {
    await tx.query(UPSERT, upsertValues(records));
  }
}

/** All of its rows in one word, to be compared, and how many. */
export const contentOf = async (
  sql: Sql,
  table: string,
): Promise<{ baskets: number; purchases: number; digest: string }> => {
  const { rows } = await sql.query<{ baskets: number; purchases: number; digest: string }>(
    `SELECT count(*)::int AS baskets, sum(purchases)::int AS purchases,
            md5(string_agg(concat_ws(' ', basket, purchases, cents, extract(epoch FROM last_at)), ',' ORDER BY basket)) AS digest
     FROM ${table}`,
  );
  return rows[0]!;
};
