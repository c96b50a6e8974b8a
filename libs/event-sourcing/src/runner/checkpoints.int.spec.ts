import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@clientele/testing';
import { moveCheckpoints, openCheckpoints, readCheckpoints } from './checkpoints.js';
import { createRunnerTables } from './tables.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await createRunnerTables(database.pool);
});
afterAll(() => database.close());

it('moves no checkpoint that is not where it was thought to be, even for who holds no lock', async () => {
  await openCheckpoints(database.pool, 'view', new Map([['bank', 2]]));
  const move = (...moves: { shard: number; from: number; to: number }[]) =>
    moveCheckpoints(database.pool, 'view', 'bank', moves);
  await move({ shard: 0, from: 0, to: 5 }, { shard: 1, from: 0, to: 3 });
  await expect(move({ shard: 0, from: 0, to: 4 })).rejects.toThrow(/another runner/);
  await expect(move({ shard: 2, from: 0, to: 1 })).rejects.toThrow(/another runner/);
  expect(await readCheckpoints(database.pool, 'view')).toEqual(new Map([['bank', [5, 3]]]));
});
