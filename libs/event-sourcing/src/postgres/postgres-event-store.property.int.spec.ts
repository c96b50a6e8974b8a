import { afterAll, beforeAll } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@clientele/testing';
import pg from 'pg';
import { ConcurrencyError } from '../domain-error.js';
import type { AppendResult, EventStore } from '../event-store.js';
import { appendsOf, interleavingSuite, WAYS, type Appending, type Outcome, type Way } from '../interleavings.suite.js';
import type { Sql } from '../sql.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { createEventTables } from './schema.js';

let database: TestDatabase;
/** Whose sessions nobody ends. */
let quiet: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  quiet = new pg.Pool({ connectionString: database.url, max: 2, application_name: 'quiet' });
  // Deadlocks are wanted here, and a second is long.
  await database.pool.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = 20', current_database()); END $$`,
  );
  await createEventTables(database.pool);
});
afterAll(async () => {
  await quiet.end();
  await database.close();
});

const SELF = 'SELECT pg_backend_pid() AS pid';
const KILL = 'SELECT pg_terminate_backend($1)';
const KILL_APPENDING = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND application_name <> 'quiet' AND query ~ 'append_events|COMMIT' AND state = 'active'
  LIMIT 1`;

const transaction = (
  store: EventStore,
  appending: Appending,
  then: (tx: Sql, within: EventStore) => Promise<unknown> = async () => undefined,
): Promise<Outcome> =>
  (store as PostgresEventStore).transaction(async (tx, within) => {
    const results = await within.append(appendsOf(appending));
    await then(tx, within);
    return results;
  });

const TRANSACTIONS: Readonly<Record<string, Way>> = {
  commit: (store, appending) => transaction(store, appending),
  // Locks shards in whatever order, so that the server ends deadlocks.
  'commit one by one': async (store, appending) =>
    (store as PostgresEventStore).transaction(async (_, within) => {
      const results: AppendResult[] = [];
      for (const append of appendsOf(appending)) results.push(...(await within.append([append])));
      return results;
    }),
  'roll back': (store, appending) =>
    transaction(store, appending, async () => {
      throw new RolledBack();
    }),
  'lose the connection': (store, appending) =>
    transaction(store, appending, async (tx) => {
      const { rows } = await tx.query<{ pid: number }>(SELF);
      await quiet.query(KILL, [rows[0]!.pid]);
      await tx.query(SELF);
    }),
  'kill another': async () => {
    await quiet.query(KILL_APPENDING);
    return 'nothing';
  },
};

class RolledBack extends Error {}

const isBrokenOff = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && error.code === '57P01') ||
    /^(Connection terminated|Client has encountered a connection error)/.test(error.message));

/** Each time it was tried. */
const isDeadlock = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '40P01';

/** Told as whoever did it was told. */
const told =
  (way: Way): Way =>
  (store, appending) =>
    way(store, appending).catch((error: unknown): Outcome => {
      if (error instanceof RolledBack || error instanceof ConcurrencyError || isDeadlock(error)) return 'nothing';
      if (isBrokenOff(error)) return 'unknown';
      throw error;
    });

interleavingSuite('PostgresEventStore', {
  ways: Object.fromEntries(Object.entries({ ...WAYS, ...TRANSACTIONS }).map(([how, way]) => [how, told(way)])),
  runs: 20,
  fresh: async (shards) => {
    await quiet.query('TRUNCATE public.events, public.store_info');
    const process = (pool: pg.Pool) => new PostgresEventStore(pool, { name: 'trial', shards }).open();
    const onlooker = await process(quiet);
    return { stores: [await process(database.pool), await process(database.pool)], onlooker };
  },
});
