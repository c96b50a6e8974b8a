import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readBy } from './reads.js';
import { testDatabase, type TestDatabase } from './test-database.js';

describe('readBy', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(
      `CREATE TABLE looked_at AS SELECT generate_series(1, 100) AS n; CREATE INDEX ON looked_at (n);
       CREATE TABLE without_index AS TABLE looked_at`,
    );
  });
  afterAll(() => database.close());

  const run = (...statements: string[]): Promise<unknown> =>
    Promise.all(statements.map((statement) => database.pool.query(statement)));
  const everyWay = (): Promise<unknown> =>
    run(
      'SELECT count(*) FROM looked_at',
      'SELECT count(*) FROM looked_at',
      'SET enable_seqscan = off; SELECT n FROM looked_at WHERE n <= 30; RESET enable_seqscan',
      'SELECT count(*) FROM without_index',
    );

  it.each([
    ["relname = 'looked_at'", 230],
    ["relname = 'without_index'", 100],
    ["schemaname = 'public'", 330],
  ])('counts at once what each session has read (%s)', async (which, rows) => {
    expect(await readBy(which, everyWay, database.pool)).toBe(rows);
    expect(await readBy(which, everyWay, database.pool)).toBe(rows);
    expect(await readBy(which, () => Promise.resolve(), database.pool)).toBe(0);
  });

  it('leaves the session that would have been next where it was', async () => {
    await everyWay();
    const next = async (): Promise<unknown> => (await database.pool.query('SELECT pg_backend_pid()')).rows;
    const before = await next();
    expect(database.pool.idleCount).toBeGreaterThan(1);
    await readBy("relname = 'looked_at'", async () => expect(await next()).toEqual(before), database.pool);
    expect(await next()).toEqual(before);
  });

  it('says so where it would count nothing', async () => {
    await expect(readBy("relname = 'looked_for'", everyWay, database.pool)).rejects.toThrow(
      "There is no table of which this holds: relname = 'looked_for'",
    );
  });
});
