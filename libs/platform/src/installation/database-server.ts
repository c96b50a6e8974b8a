import { join } from 'node:path';
import { DataDirectoryError, EmbeddedPostgres, type EmbeddedPostgresOptions } from '../embedded-postgres/index.js';
import { EXIT, StartError } from './start-error.js';

/** The PostgreSQL server that all services' databases are on. */
export interface DatabaseServer {
  /** To a database that exists; holds the password. */
  readonly url: string;
  /** For who started Clientele: without a password. */
  readonly place: string;
  /** Settles when the server has ended by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const never = new Promise<void>(() => undefined);

/** The one that DATABASE_URL names, else our own. @throws StartError */
export const openServer = async (home: string, databaseUrl?: string): Promise<DatabaseServer> => {
  if (databaseUrl !== undefined) return externalServer(databaseUrl);
  const server = await startPostgres({ dataDirectory: join(home, 'postgres') });
  // However this process ends, short of kill -9, it leaves no server behind.
  process.once('exit', () => void server.stop());
  return { url: server.url, place: server.dataDirectory, ended: server.ended, stop: () => server.stop() };
};

export const externalServer = (databaseUrl: string): DatabaseServer => {
  const url = new URL(databaseUrl);
  if (url.pathname === '' || url.pathname === '/') url.pathname = '/postgres';
  return { url: url.href, place: `PostgreSQL at ${url.host}`, ended: never, stop: async () => undefined };
};

/** Our own, with its failures as a start's. @throws StartError */
export const startPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  try {
    return await EmbeddedPostgres.start(options);
  } catch (error) {
    const code = error instanceof DataDirectoryError ? EXIT.dataDamaged : EXIT.database;
    throw new StartError(code, error instanceof Error ? error.message : String(error));
  }
};
