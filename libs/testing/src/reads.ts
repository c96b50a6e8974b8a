import type { Sql } from '@clientele/event-sourcing';
import type pg from 'pg';

/**
 * Tables of a schema have statistics, and dead rows go, when a spec says so. Autovacuum may come at any moment, and what is
 * planned and read would differ from run to run.
 */
export const withoutAutovacuum = async (sql: Sql, schema: string): Promise<void> => {
  const { rows } = await sql.query<{ statement: string }>(
    `SELECT format('ALTER TABLE %I.%I SET (autovacuum_enabled = off)', schemaname, tablename) AS statement
     FROM pg_tables WHERE schemaname = $1`,
    [schema],
  );
  await sql.query(rows.map(({ statement }) => statement).join(';'));
};

/**
 * How many rows of tables and entries of indexes were read so far, by sessions of this pool that are idle now and by any other
 * that has told. `which` is SQL for the tables that count, by their `schemaname` and `relname`.
 */
export const readSoFar = async (pool: pg.Pool, which: string): Promise<number> => {
  // A session tells of what it read when it likes, up to ten seconds later. Queries at once are one for each that is idle.
  await Promise.all(Array.from({ length: pool.totalCount }, () => pool.query('SELECT pg_stat_force_next_flush()')));
  const { rows } = await pool.query<{ count: number }>(
    `SELECT ((SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE ${which})
           + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE ${which}))::float8 AS count`,
  );
  return rows[0]!.count;
};
