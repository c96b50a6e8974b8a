import type { Sql } from '../sql.js';

/** A pool: single queries, and transactions on a connection of their own (READ COMMITTED; rolled back if `work` throws). */
export interface TransactionalSql extends Sql {
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
}
