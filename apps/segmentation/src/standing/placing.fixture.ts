import { createEventTables, PostgresEventStore, type RecordedEvent } from '@clientele/event-sourcing';
import type { Database } from '@clientele/platform';
import { testDatabase, type TestDatabase, type ViewInHand, viewInHand } from '@clientele/testing';
import type pg from 'pg';
import type { QueryRunner } from 'typeorm';
import { CreateStandings1764000000000 } from '../migrations/1764000000000-create-standings.js';
import { CreateLastPlacing1764000001000 } from '../migrations/1764000001000-create-last-placing.js';
import { ValueView } from '../views/value/value.projection.js';
import { PlaceCustomers } from './place-customers.js';

/** Placing on a database of its own, without a runner. */
export interface Placing {
  readonly database: TestDatabase;
  readonly store: PostgresEventStore;
  /** As a process that has just been started has it. */
  newProcess(): PlaceCustomers;
  /** Nobody is there, and nothing was said. */
  newView(): Promise<ViewInHand>;
  /** As after a rebuild: other tables, while what was said stays. */
  rebuiltView(): Promise<ViewInHand>;
  events(): Promise<RecordedEvent[]>;
  /** How many rows of the view's tables and entries of its indexes were read so far. */
  readSoFar(): Promise<number>;
}

export const PLACING_SHARDS = 4;

export const openPlacing = async (): Promise<Placing> => {
  const database = await testDatabase();
  const { pool } = database;
  await createEventTables(pool);
  const store = await new PostgresEventStore(pool, { name: 'segmentation', shards: PLACING_SHARDS }).open();
  for (const migration of [new CreateStandings1764000000000(), new CreateLastPlacing1764000001000()])
    await migration.up(pool as unknown as QueryRunner);
  const rebuiltView = (): Promise<ViewInHand> => viewInHand(pool, new ValueView());
  return {
    database,
    store,
    newProcess: () => new PlaceCustomers(pooled(pool), store),
    newView: async () => {
      await pool.query('TRUNCATE public.events, public.standings, public.last_placing');
      return rebuiltView();
    },
    rebuiltView,
    events: async () =>
      (await store.readShards(Array(PLACING_SHARDS).fill(0), 1_000_000)).flatMap((slice) => slice.events),
    readSoFar: async () => (await pool.query<{ count: number }>(READ_SO_FAR)).rows[0]!.count,
  };
};

const READ_SO_FAR = `
  SELECT ((SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE schemaname = 'value')
        + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE schemaname = 'value'))::float8 AS count`;

const pooled = (pool: pg.Pool): Database =>
  ({
    query: pool.query.bind(pool),
    transaction: async <T>(work: (tx: unknown) => Promise<T>) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const result = await work(client);
        await client.query('SELECT pg_stat_force_next_flush()');
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
  }) as unknown as Database;
