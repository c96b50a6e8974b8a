import { expect } from '@jest/globals';
import {
  createEventTables,
  createRunnerTables,
  PostgresEventStore,
  type RecordedEvent,
} from '@clientele/event-sourcing';
import type { Database } from '@clientele/platform';
import { testDatabase, type TestDatabase, type ViewInHand, viewInHand, withoutAutovacuum } from '@clientele/testing';
import type pg from 'pg';
import type { QueryRunner } from 'typeorm';
import { CreateStandings1764000000000 } from '../migrations/1764000000000-create-standings.js';
import { CreateLastPlacing1764000001000 } from '../migrations/1764000001000-create-last-placing.js';
import { VALUE_VERSION, ValueView } from '../views/value/value.projection.js';
import { PlaceCustomers } from './place-customers.js';

/** Placing on a database of its own, without a runner. */
export interface Placing {
  readonly database: TestDatabase;
  readonly store: PostgresEventStore;
  /** As a process that has just been started has it. */
  newProcess(sessions?: pg.Pool): PlaceCustomers;
  /** A pass that places all, and breaks off before it can say so. */
  breakOff(customers: PlaceCustomers, now: Date): Promise<void>;
  /** Nobody is there, and nothing was said. */
  newView(): Promise<ViewInHand>;
  /** As after a rebuild: other tables, while what was said stays. */
  rebuiltView(): Promise<ViewInHand>;
  events(): Promise<RecordedEvent[]>;
}

export const PLACING_SHARDS = 4;

const PLACING_TABLES = `(schemaname = 'value' OR relname = 'standings')`;
/** SQL: the tables that placing reads; or only those with a row a customer, without the roll-ups. */
export const PLACING_READS = {
  all: PLACING_TABLES,
  'of customers': String.raw`${PLACING_TABLES} AND relname NOT LIKE '%\_by\_%'`,
} as const;

export const openPlacing = async (): Promise<Placing> => {
  const database = await testDatabase();
  const { pool } = database;
  await createEventTables(pool);
  await createRunnerTables(pool);
  await pool.query("INSERT INTO public.views (name, version) VALUES ('value', $1)", [VALUE_VERSION]);
  const store = await new PostgresEventStore(pool, { name: 'segmentation', shards: PLACING_SHARDS }).open();
  for (const migration of [new CreateStandings1764000000000(), new CreateLastPlacing1764000001000()])
    await migration.up(pool as unknown as QueryRunner);
  await withoutAutovacuum(pool, 'public');
  const pooled = new Pooled(pool);
  const rebuiltView = (): Promise<ViewInHand> => viewInHand(pool, new ValueView());
  return {
    database,
    store,
    newProcess: (sessions) =>
      new PlaceCustomers((sessions ? new Pooled(sessions) : pooled) as unknown as Database, store),
    breakOff: async (customers, now) => {
      pooled.isBroken = true;
      await expect(customers.pass(now)).rejects.toThrow(GONE);
      pooled.isBroken = false;
    },
    newView: async () => {
      await pool.query('TRUNCATE public.events, public.standings; UPDATE public.last_placing SET placed = NULL');
      return rebuiltView();
    },
    rebuiltView,
    events: async () =>
      (await store.readShards(Array(PLACING_SHARDS).fill(0), 1_000_000)).flatMap((slice) => slice.events),
  };
};

const GONE = 'The connection is gone.';

/** What of a `Database` placing uses. */
class Pooled {
  /** A transaction within another one, as that by which a pass ends, does not come through. */
  isBroken = false;
  #depth = 0;

  constructor(private readonly pool: pg.Pool) {}

  async transaction<T>(work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
    if (this.isBroken && this.#depth > 0) throw new Error(GONE);
    this.#depth++;
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      this.#depth--;
      client.release();
    }
  }
}
