import type { FeedRecord, Sql, View } from '@clientele/event-sourcing';
import type pg from 'pg';

/** A view on its own, without a runner: its tables in a schema of its name, made anew. */
export const viewInHand = async (
  pool: pg.Pool,
  view: View,
): Promise<{ apply(records: readonly FeedRecord[], batch?: number): Promise<void> }> => {
  const within = async (work: (tx: Sql) => Promise<void>): Promise<void> => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SET LOCAL search_path = "${view.name}"`);
      await work(client);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  };
  await pool.query(`DROP SCHEMA IF EXISTS "${view.name}" CASCADE; CREATE SCHEMA "${view.name}"`);
  await within((tx) => view.create(tx));
  return {
    apply: async (records, batch = 1_000) => {
      for (let at = 0; at < records.length; at += batch)
        await within((tx) => view.project(records.slice(at, at + batch), tx));
    },
  };
};
