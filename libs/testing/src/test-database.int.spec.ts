import { describe, expect, it } from '@jest/globals';
import { testDatabase } from './test-database.js';

describe('testDatabase', () => {
  it('gives each caller a PostgreSQL 18 database of its own, and takes it away', async () => {
    const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
    await one.pool.query('CREATE TABLE mine (id int)');
    const { rows } = await other.pool.query(
      "SELECT to_regclass('mine') AS mine, current_setting('server_version_num') AS version",
    );
    expect(rows[0].mine).toBeNull();
    expect(Number(rows[0].version)).toBeGreaterThanOrEqual(160000);
    await one.close();
    const { rowCount } = await other.pool.query('SELECT FROM pg_database WHERE datname = $1', [
      new URL(one.url).pathname.slice(1),
    ]);
    expect(rowCount).toBe(0);
    await other.close();
  });
});
