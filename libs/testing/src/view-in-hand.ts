import { inTransaction, type FeedRecord, type Sql, type View } from '@clientele/event-sourcing';
import type pg from 'pg';

/** A view on its own, without a runner: its tables in a schema of its name, made anew. */
export const viewInHand = async (
  pool: pg.Pool,
  view: View,
): Promise<{ apply(records: readonly FeedRecord[], batch?: number): Promise<void> }> => {
  const within = (work: (tx: Sql) => Promise<void>): Promise<void> =>
    inTransaction(pool, async (tx) => {
      await tx.query(`SET LOCAL search_path = "${view.name}"`);
      await work(tx);
    });
  await pool.query(`DROP SCHEMA IF EXISTS "${view.name}" CASCADE; CREATE SCHEMA "${view.name}"`);
  await within((tx) => view.create(tx));
  return {
    apply: async (records, batch = 1_000) => {
      for (let at = 0; at < records.length; at += batch)
        await within((tx) => view.project(records.slice(at, at + batch), tx));
    },
  };
};
