import { inTransaction, type Sql } from '@clientele/event-sourcing';
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
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work);
  }

  async close(): Promise<void> {
    // From here on sessions end because we want it so, which is nothing to warn of.
    this.pool.removeAllListeners('error').on('error', () => undefined);
    await this.dataSource.destroy();
  }
}
