import type { Sql } from '@clientele/event-sourcing';
import type pg from 'pg';
import type { DataSource } from 'typeorm';

/** A service's own PostgreSQL database. */
export class Database implements Sql {
  constructor(
    readonly dataSource: DataSource,
    /** The DataSource's own, so that a service has one set of connections. */
    readonly pool: pg.Pool,
  ) {}

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a row's shape is the query's affair
  async query<Row = any>(text: string, values?: unknown[]): Promise<{ rows: Row[]; rowCount: number | null }> {
    const { rows, rowCount } = await this.pool.query(text, values);
    return { rows, rowCount };
  }

  /** Commits when `work` ends well, else rolls back. To append events, use the store's own `transaction`. */
  async transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      const broken = await client.query('ROLLBACK').then(
        () => undefined,
        (reason: Error) => reason,
      );
      client.release(broken);
      throw error;
    }
  }

  async close(): Promise<void> {
    // From here on sessions end because we want it so, which is nothing to warn of.
    this.pool.removeAllListeners('error').on('error', () => undefined);
    await this.dataSource.destroy();
  }
}
