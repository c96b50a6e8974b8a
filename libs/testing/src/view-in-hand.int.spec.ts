import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { View } from '@clientele/event-sourcing';
import { registered } from './customer-facts.js';
import { testDatabase, type TestDatabase } from './test-database.js';
import { viewInHand } from './view-in-hand.js';

const visits: View = {
  name: 'visits',
  version: 1,
  sources: {},
  create: async (sql) => {
    await sql.query('CREATE TABLE "by day" (day date PRIMARY KEY)');
    await sql.query('CREATE TABLE entries AS SELECT generate_series(1, 7) AS n');
  },
  project: async (_, sql) => {
    await sql.query('SELECT count(*) FROM entries');
  },
};

describe('viewInHand', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  it('has tables that no autovacuum comes to, also where they are made anew', async () => {
    for (let time = 1; time <= 2; time++) {
      await viewInHand(database.pool, visits);
      const { rows } = await database.pool.query(
        `SELECT relname AS name, reloptions AS options FROM pg_class
         WHERE relnamespace = 'visits'::regnamespace AND relkind = 'r' ORDER BY relname`,
      );
      expect(rows).toEqual(['by day', 'entries'].map((name) => ({ name, options: ['autovacuum_enabled=off'] })));
    }
  });

  it('answers how many rows were read for records', async () => {
    const view = await viewInHand(database.pool, visits);
    await view.apply([registered(1, ['k1'])]);
    expect(await view.readFor([registered(1, ['k1']), registered(2, ['k2'])])).toBe(7);
  });
});
