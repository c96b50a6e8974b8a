import { join } from 'node:path';
import { EXIT, externalServer, startPostgres } from '@clientele/platform/installation';
import type { Caretaker } from './caretaker.js';
import { foreignServer, OwnServer, type Server } from './own-server.js';

export interface Postgres {
  /** To a database that exists; holds the password. */
  readonly url: string;
  /** For people: without a password. */
  readonly place: string;
  readonly server: Server;
}

export interface OpenPostgresOptions {
  readonly home: string;
  /** Of ours. */
  readonly port: number;
  /** Somebody else's, which is used instead. */
  readonly databaseUrl?: string | undefined;
  readonly caretaker: Caretaker;
}

/** Some replicas of five services, each with a pool of its own. */
const SETTINGS = { max_connections: '400' };

/** The one that DATABASE_URL names, else our own, with its data in the home. @throws StartError */
export const openPostgres = async (options: OpenPostgresOptions): Promise<Postgres> => {
  const { home, port, databaseUrl, caretaker } = options;
  if (databaseUrl !== undefined) return { ...externalServer(databaseUrl), server: foreignServer('PostgreSQL') };
  const start = () => startPostgres({ dataDirectory: join(home, 'postgres'), port, settings: SETTINGS });
  const first = await start();
  const { url, dataDirectory: place } = first;
  const server = new OwnServer(first, { name: 'PostgreSQL', exitCode: EXIT.database, start, caretaker });
  return { url, place, server };
};
