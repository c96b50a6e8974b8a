import { inTransaction, lockSubscription, type FeedRecord, type Sql, type View } from '@clientele/event-sourcing';
import type pg from 'pg';

export interface ViewInHand {
  apply(records: readonly FeedRecord[], batch?: number): Promise<void>;
  /** Applies them, and answers how many rows of tables and entries of indexes were read for it. */
  readFor(records: readonly FeedRecord[]): Promise<number>;
}

/** A view on its own, without a runner: its tables in a schema of its name, made anew. */
export const viewInHand = async (pool: pg.Pool, view: View): Promise<ViewInHand> => {
  const within = (work: (tx: Sql) => Promise<void>): Promise<void> =>
    inTransaction(pool, async (tx) => {
      await lockSubscription(tx, view.name, view.name);
      await work(tx);
      await tx.query('SELECT pg_stat_force_next_flush()');
    });
  const readSoFar = async (): Promise<number> => {
    const { rows } = await pool.query<{ count: number }>(
      `SELECT ((SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE schemaname = $1)
             + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE schemaname = $1))::float8 AS count`,
      [view.name],
    );
    return rows[0]!.count;
  };
  await pool.query(`DROP SCHEMA IF EXISTS "${view.name}" CASCADE; CREATE SCHEMA "${view.name}"`);
  await within((tx) => view.create(tx));
  const apply = async (records: readonly FeedRecord[], batch = 1_000): Promise<void> => {
    for (let at = 0; at < records.length; at += batch)
      await within((tx) => view.project(records.slice(at, at + batch), tx));
  };
  return {
    apply,
    readFor: async (records) => {
      const before = await readSoFar();
      await apply(records, records.length);
      return (await readSoFar()) - before;
    },
  };
};
