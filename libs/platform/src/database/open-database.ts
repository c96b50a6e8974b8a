import pg from 'pg';
import type { Logger } from 'pino';
import { DataSource, type MigrationInterface } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Database } from './database.js';
import { PLATFORM_MIGRATIONS } from './migrations/index.js';

export interface DatabaseOptions {
  readonly url: string;
  /** Names the sessions in `pg_stat_activity`. */
  readonly service: string;
  readonly migrations: readonly (new () => MigrationInterface)[];
  readonly poolSize: number;
  readonly logger: Logger;
}

/** Connects to a service's database and brings its tables up to date. */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  const dataSource = new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: `clientele ${options.service}`,
    poolSize: options.poolSize,
    installExtensions: false,
    migrations: [...PLATFORM_MIGRATIONS, ...options.migrations],
    migrationsTransactionMode: 'all',
    logging: false,
    // A session that ends while idle (the server restarts) is replaced by the next query; it must not end the process.
    poolErrorHandler: ({ message }: Error) => options.logger.warn({ message }, 'a database session ended'),
    extra: { connectionTimeoutMillis: 30_000, onConnect: writeDatesInIso },
  });
  await dataSource.initialize();
  const pool = (dataSource.driver as PostgresDriver).master as pg.Pool;
  outliveSessions(pool, options.logger);
  try {
    await migrate(dataSource, options.url);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return new Database(dataSource, pool);
};

/**
 * Dates come as text, which the driver reads in ISO alone: in a style that an operator has chosen they would all be null.
 * By a statement, since proxies refuse settings in the start of a session.
 */
const writeDatesInIso = async (client: pg.ClientBase): Promise<void> => {
  await client.query("SET DateStyle = 'ISO'");
};

/** One process at a time: of several that start together the others find nothing left to do. */
const migrate = async (dataSource: DataSource, url: string): Promise<void> => {
  // A session of its own, which the lock ends with; one of the pool's might be the last.
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtextextended('clientele migrations', 0))");
    await dataSource.runMigrations();
  } finally {
    await client.end();
  }
};

/**
 * The pool listens to idle sessions only. One that ends within a transaction (the server restarts) fails its next query;
 * as an event that nobody hears it would end the process.
 */
const outliveSessions = (pool: pg.Pool, logger: Logger): void => {
  const tell = ({ message }: Error): void => logger.warn({ message }, 'a database session ended in a transaction');
  pool.on('acquire', (client) => client.on('error', tell));
  pool.on('release', (_error, client) => client.off('error', tell));
};
