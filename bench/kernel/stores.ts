import { createEventTables, createRunnerTables, inTransaction, PostgresEventStore } from '@clientele/event-sourcing';
import type { Sql, SqlPool, TransactionalSql } from '@clientele/event-sourcing';
import pg from 'pg';
import type { Bench } from '../harness/bench.ts';
import type { BenchDatabase } from '../harness/bench-server.ts';
import { inFlight } from './in-flight.ts';
import { batchesOf } from './purchases.ts';

/** Of every contender; that of a service, unless set. */
export const CONNECTIONS = 10;

export interface OurStore {
  readonly store: PostgresEventStore;
  readonly database: TransactionalSql;
}

/** A database for one run, and its contender's connections. */
export const withDatabase = async <T>(
  bench: Bench,
  work: (pool: pg.Pool, database: BenchDatabase) => Promise<T>,
): Promise<T> => {
  const server = await bench.server;
  const database = await server.database();
  const pool = poolOf(database.url);
  try {
    await server.settle();
    return await work(pool, database);
  } finally {
    await pool.end();
    await database.close();
  }
};

export const poolOf = (connectionString: string): pg.Pool => {
  const pool = new pg.Pool({ connectionString, max: CONNECTIONS });
  // A session that the server ends must not end the run before it can say so.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
};

export const openStore = async (pool: SqlPool): Promise<OurStore> => {
  await createEventTables(pool);
  await createRunnerTables(pool);
  const store = await new PostgresEventStore(pool, { name: 'shop', shards: 16 }).open();
  const query: Sql['query'] = (text, values) => pool.query(text, values);
  return { store, database: { query, transaction: (work) => inTransaction(pool, work) } };
};

const FILLED_AT_ONCE = 10_000;

/** Writes so many events over so many streams, to be read. */
export const fill = async (bench: Bench, store: PostgresEventStore, events: number, streams: number): Promise<void> => {
  for (let from = 0; from < events; from += FILLED_AT_ONCE) {
    const to = Math.min(events, from + FILLED_AT_ONCE);
    await inFlight(2, batchesOf(from, to, streams, 500), (batch) => store.append(batch));
    bench.progress.show(to, events, 'of the events written');
  }
};
