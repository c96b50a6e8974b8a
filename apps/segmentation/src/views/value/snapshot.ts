import type { Sql } from '@clientele/event-sourcing';
import type { Database } from '@clientele/platform';

/** Several queries of the same moment: a batch of the view that ends meanwhile is not seen. */
export const atOneMoment = <T>(database: Database, work: (sql: Sql) => Promise<T>): Promise<T> =>
  database.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    return work(tx);
  });
