import { inTransaction, lockSubscription, type FeedRecord, type Sql, type View } from '@clientele/event-sourcing';
import type pg from 'pg';
import { readBy, withoutAutovacuum } from './reads.js';

export interface ViewInHand {
  apply(records: readonly FeedRecord[], batch?: number): Promise<void>;
  /** Applies them, and answers how many rows of tables and entries of indexes were read for it. */
  readFor(records: readonly FeedRecord[]): Promise<number>;
}

/** A view on its own, without a runner: its tables in a schema of its name, made anew, which autovacuum leaves alone. */
export const viewInHand = async (pool: pg.Pool, view: View): Promise<ViewInHand> => {
  const within = (work: (tx: Sql) => Promise<void>): Promise<void> =>
    inTransaction(pool, async (tx) => {
      await lockSubscription(tx, view.name, view.name);
      await work(tx);
    });
  await pool.query(`DROP SCHEMA IF EXISTS "${view.name}" CASCADE; CREATE SCHEMA "${view.name}"`);
  await within(async (tx) => {
    await view.create(tx);
    await withoutAutovacuum(tx, view.name);
  });
  const apply = async (records: readonly FeedRecord[], batch = 1_000): Promise<void> => {
    for (let at = 0; at < records.length; at += batch)
      await within((tx) => view.project(records.slice(at, at + batch), tx));
  };
  return {
    apply,
    readFor: (records) => readBy(`schemaname = '${view.name}'`, () => apply(records, records.length), pool),
  };
};
