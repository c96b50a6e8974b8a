import type { Sql } from '@clientele/event-sourcing';
import type pg from 'pg';

/**
 * Takes the tables that a schema has now from autovacuum, which comes at any moment: what is planned, and so what is read,
 * would differ from run to run. An ANALYZE of a table that is emptied later, for one, has the planner pass over all the dead
 * entries of its index.
 */
export const withoutAutovacuum = async (sql: Sql, schema: string): Promise<void> => {
  const { rows } = await sql.query<{ statement: string }>(
    `SELECT format('ALTER TABLE %I.%I SET (autovacuum_enabled = off)', schemaname, tablename) AS statement
     FROM pg_tables WHERE schemaname = $1`,
    [schema],
  );
  await sql.query(rows.map(({ statement }) => statement).join(';'));
};

type Pools = [pg.Pool, ...pg.Pool[]];

/**
 * How many rows of tables and entries of their indexes some work reads on sessions of these pools. `which` is SQL for the tables
 * that count, by their `schemaname` and `relname`. @throws Error where there is no such table.
 */
export const readBy = async (which: string, work: () => Promise<unknown>, ...pools: Pools): Promise<number> => {
  const before = await readSoFar(which, pools);
  await work();
  return (await readSoFar(which, pools)) - before;
};

const readSoFar = async (which: string, pools: Pools): Promise<number> => {
  for (const pool of pools) await tellReads(pool);
  const { rows } = await pools[0].query<{ count: number | null }>(
    `SELECT sum(seq_tup_read
              + coalesce((SELECT sum(idx_tup_read) FROM pg_stat_user_indexes i WHERE i.relid = t.relid), 0))::float8 AS count
     FROM pg_stat_user_tables t WHERE ${which}`,
  );
  const count = rows[0]!.count;
  if (count === null) throw new Error(`There is no table of which this holds: ${which}`);
  return count;
};

/** Has the idle sessions tell the server's statistics what they read. Else they do when they like, up to ten seconds later. */
export const tellReads = async (pool: pg.Pool): Promise<void> => {
  const sessions = await Promise.all(Array.from({ length: pool.idleCount }, () => pool.connect()));
  await Promise.all(sessions.map((session) => session.query('SELECT pg_stat_force_next_flush()')));
  // What is put back last is taken first. So whoever comes next has the session, with its plans, that would have been next.
  for (const session of sessions.reverse()) session.release();
};
