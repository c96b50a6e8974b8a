import { getPostgreSQLEventStore, type PostgresEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';
import { poolOf } from './stores.ts';

/** int8, json and jsonb. */
const OIDS = [20, 114, 3802] as const;

type Parser = (text: string) => unknown;

const parsers = OIDS.map((oid) => pg.types.getTypeParser(oid) as Parser);

/**
 * Emmett's store, its tables made, on a pool of the size of ours. It sets slower parsers for the whole process, once: what
 * was there is put back, which suits it as well.
 */
export const openEmmett = async (connectionString: string): Promise<{ store: PostgresEventStore; pool: pg.Pool }> => {
  const pool = poolOf(connectionString);
  const store = getPostgreSQLEventStore(connectionString, { connectionOptions: { connectionString, pool } });
  OIDS.forEach((oid, index) => pg.types.setTypeParser(oid, parsers[index]!));
  await store.schema.migrate();
  return { store, pool };
};
