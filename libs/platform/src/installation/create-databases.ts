import pg from 'pg';
import { EXIT, StartError } from './start-error.js';

/** Sees to it that each service has a database; answers with their URLs. @throws StartError */
export const createDatabases = async <Name extends string>(
  serverUrl: string,
  services: readonly Name[],
): Promise<Map<Name, string>> => {
  const existing = await withClient(serverUrl, existingDatabases);
  const missing = services.map(databaseOf).filter((name) => !existing.has(name));
  await Promise.all(missing.map((name) => withClient(serverUrl, (client) => create(client, name))));
  return new Map(services.map((service) => [service, urlOf(serverUrl, databaseOf(service))]));
};

const databaseOf = (service: string): string => `clientele_${service}`;

const urlOf = (serverUrl: string, database: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
};

const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const existingDatabases = async (client: pg.Client): Promise<Set<string>> => {
  const { rows } = await client.query<{ name: string }>('SELECT datname AS name FROM pg_database');
  return new Set(rows.map(({ name }) => name));
};

const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    const { host } = new URL(url);
    const words = `PostgreSQL at ${host} cannot be reached: ${reasonOf(error)}. Look at DATABASE_URL and at the server.`;
    throw new StartError(EXIT.database, words);
  }
};

/** Several addresses of one name fail each with its own reason. */
const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
};

const create = async (client: pg.Client, name: string): Promise<void> => {
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  } catch (error) {
    const words =
      (error as { code?: string }).code === '42501'
        ? `The user "${client.user}" may not create databases. Give it that right (ALTER ROLE ... CREATEDB), or create`
        : `The database ${name} could not be created (${reasonOf(error)}). Create`;
    throw new StartError(EXIT.database, `${words} ${name} and those of the other services for it by hand.`);
  }
};
