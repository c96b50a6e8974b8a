import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@clientele/testing';
import { createLogger } from '../logging/logger.js';
import type { Database } from './database.js';
import { openDatabase } from './open-database.js';

const open = ({ url }: TestDatabase): Promise<Database> =>
  openDatabase({ url, service: 'trial', migrations: [], poolSize: 2, logger: createLogger('silent') });

let server: TestDatabase;
let database: Database;
beforeAll(async () => {
  server = await testDatabase();
  database = await open(server);
});
afterAll(async () => {
  await database.close();
  await server.close();
});

it.each(['between two queries', 'while it waits for an answer'])(
  'outlives a session that the server ends within a transaction, %s',
  async (when) => {
    const transaction = database.transaction(async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const client = tx as unknown as NodeJS.EventEmitter;
      const ended = new Promise((resolve) => client.once('end', resolve));
      const waiting = when === 'between two queries' ? undefined : tx.query('SELECT pg_sleep(60)');
      await server.pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
      await ended;
      await (waiting ?? tx.query('SELECT 1'));
    });
    await expect(transaction).rejects.toThrow(/terminat|not queryable/);
    await expect(database.query('SELECT 1 AS one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
  },
);

it('sets defaults for every later session of the database', async () => {
  const { rows } = await server.pool.query(
    `SELECT current_setting('jit') AS jit, current_setting('idle_in_transaction_session_timeout') AS timeout,
            current_setting('work_mem') AS memory`,
  );
  expect(rows).toEqual([{ jit: 'off', timeout: '5min', memory: '16MB' }]);
});

/** Answers what a service reads from a database for which an operator has set something. */
const readWith = async (setting: string, query: string): Promise<unknown[]> => {
  const own = await testDatabase();
  await own.pool.query(`ALTER DATABASE "${new URL(own.url).pathname.slice(1)}" SET ${setting}`);
  const opened = await open(own);
  const { rows } = await opened.query(query);
  await opened.close();
  await own.close();
  return rows;
};

it('leaves the memory that an operator gave where it is more', async () => {
  // Of later sessions: those that are open keep what they began with.
  const rows = await readWith(
    "work_mem = '64MB'",
    `SELECT setting FROM pg_db_role_setting, unnest(setconfig) AS setting
     WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()) AND setting LIKE 'work_mem%'`,
  );
  expect(rows).toEqual([{ setting: 'work_mem=64MB' }]);
});

it('reads dates where an operator writes them in another style', async () => {
  const rows = await readWith("DateStyle = 'SQL, DMY'", `SELECT timestamptz '2026-11-30 18:12:50.123+00' AS at`);
  expect(rows).toEqual([{ at: new Date('2026-11-30T18:12:50.123Z') }]);
});

it('fails a transaction in which an error was passed over, instead of losing it', async () => {
  const work = database.transaction(async (tx) => {
    await tx.query('SELECT 1 / 0').catch(() => undefined);
  });
  await expect(work).rejects.toThrow(/its error was passed over/);
});

it('can be opened by several processes at once while it is still empty', async () => {
  const empty = await testDatabase();
  const opened = await Promise.all([1, 2, 3].map(() => open(empty)));
  await Promise.all(opened.map((each) => each.close()));
  await empty.close();
  expect(opened).toHaveLength(3);
});
