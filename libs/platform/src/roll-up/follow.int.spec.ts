import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@clientele/event-sourcing';
import { tellReads, testDatabase, type TestDatabase } from '@clientele/testing';
import { addTo, dayOf, followTable } from './follow.js';

/** As two generations of one view: the same names in both. */
const SCHEMAS = ['visits', 'visits__next'] as const;
type Schema = (typeof SCHEMAS)[number];

describe('a roll-up', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    for (const schema of SCHEMAS)
      await inTransaction(database.pool, async (tx) => {
        await tx.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}`);
        await tx.query(`SET LOCAL search_path = ${schema}, public`);
        await tx.query('CREATE TABLE entries (at timestamptz NOT NULL, guests integer NOT NULL, note text)');
        await tx.query('CREATE TABLE by_day (day date PRIMARY KEY, entries integer NOT NULL, guests integer NOT NULL)');
        await followTable(tx, { table: 'entries', columns: ['at', 'guests'] }, (changes) =>
          addTo({
            to: 'by_day',
            key: ['day'],
            sums: ['entries', 'guests'],
            rows: `SELECT ${dayOf('at')}, sum(sign), sum(sign * guests) FROM (${changes}) changes GROUP BY 1`,
          }),
        );
      });
  });

  const run = (sql: string) => database.pool.query(sql);
  const byDay = async (schema: Schema): Promise<string[]> =>
    (await run(`SELECT concat_ws(' ', day, entries, guests) AS row FROM ${schema}.by_day ORDER BY day`)).rows.map(
      ({ row }: { row: string }) => row,
    );

  it('follows each statement, by the day in UTC', async () => {
    await run(
      `INSERT INTO visits.entries VALUES ('2025-03-03T23:59:59Z', 1), ('2025-03-04T00:00:00+01', 2), ('2025-03-05Z', 3)`,
    );
    expect(await byDay('visits')).toEqual(['2025-03-03 2 3', '2025-03-05 1 3']);
    await run(`UPDATE visits.entries SET at = '2025-03-05Z' WHERE guests = 1`);
    expect(await byDay('visits')).toEqual(['2025-03-03 1 2', '2025-03-05 2 4']);
    await run(`UPDATE visits.entries SET note = 'changes nothing'`);
    await run('DELETE FROM visits.entries WHERE guests = 2');
    expect(await byDay('visits')).toEqual(['2025-03-05 2 4']);
  });

  it('is that of the generation that changes, also where one session changes both by turns', async () => {
    const client = await database.pool.connect();
    try {
      for (let turn = 0; turn < 8; turn++) {
        await client.query(`SET search_path = ${SCHEMAS[turn % 2]}, public`);
        await client.query(`INSERT INTO entries VALUES ('2025-03-03Z', 1)`);
        await client.query(`INSERT INTO visits.entries VALUES ('2025-03-04Z', 1)`);
      }
      await client.query('BEGIN; DROP SCHEMA visits CASCADE; ALTER SCHEMA visits__next RENAME TO visits; COMMIT');
      await client.query(`INSERT INTO visits.entries VALUES ('2025-03-03Z', 1)`);
    } finally {
      client.release(true);
    }
    expect(await byDay('visits')).toEqual(['2025-03-03 5 5']);
  });

  it('leaves the search path of the caller as it was', async () => {
    await inTransaction(database.pool, async (tx) => {
      await tx.query(
        `SET LOCAL search_path = visits__next, public; INSERT INTO visits.entries VALUES ('2025-03-03Z', 1)`,
      );
      expect((await tx.query('SHOW search_path')).rows).toEqual([{ search_path: 'visits__next, public' }]);
    });
    expect([await byDay('visits'), await byDay('visits__next')]).toEqual([['2025-03-03 1 1'], []]);
  });

  it('reads no rows but those that change', async () => {
    await run(
      `INSERT INTO visits.entries SELECT '2025-03-03Z'::timestamptz + n * interval '1 day', 1 FROM generate_series(1, 3000) n`,
    );
    await tellReads(database.pool);
    await run(`SELECT pg_stat_reset_single_table_counters('visits.by_day'::regclass)`);
    await run('DELETE FROM visits.entries WHERE ctid IN (SELECT ctid FROM visits.entries LIMIT 2)');
    await tellReads(database.pool);
    const { rows } = await run(
      `SELECT seq_tup_read::int AS read, n_tup_del::int AS gone FROM pg_stat_user_tables WHERE relid = 'visits.by_day'::regclass`,
    );
    expect(rows).toEqual([{ read: 0, gone: 2 }]);
    expect(await byDay('visits')).toHaveLength(2_998);
  });

  it('refuses what does not say which rows go', async () => {
    await expect(run('TRUNCATE visits.entries')).rejects.toThrow(
      'Roll-ups follow visits.entries, and a TRUNCATE does not tell them what goes: DELETE its rows.',
    );
  });
});
