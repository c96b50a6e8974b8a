import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSoFar } from './reads.js';
import { testDatabase, type TestDatabase } from './test-database.js';

describe('readSoFar', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(
      `CREATE TABLE looked_at AS SELECT generate_series(1, 100) AS n; CREATE INDEX ON looked_at (n);
       CREATE TABLE other AS TABLE looked_at`,
    );
  });
  afterAll(() => database.close());

  it('counts at once what each session has read, of the tables asked for', async () => {
    const asked = (): Promise<number> => readSoFar(database.pool, "relname = 'looked_at'");
    const before = await asked();
    const reads = [
      'SELECT count(*) FROM looked_at',
      'SELECT count(*) FROM looked_at',
      'SET enable_seqscan = off; SELECT n FROM looked_at WHERE n <= 30',
      'SELECT count(*) FROM other',
    ];
    await Promise.all(reads.map((read) => database.pool.query(read)));
    expect((await asked()) - before).toBe(230);
  });
});
