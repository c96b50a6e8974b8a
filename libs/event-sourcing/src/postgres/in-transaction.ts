import type { Sql, SqlPool } from '../sql.js';

/** PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK, not with an error. */
const commit = async (client: Sql): Promise<void> => {
  const { command } = (await client.query('COMMIT')) as { command?: string };
  if (command === 'ROLLBACK') throw new Error('A statement of the transaction failed and its error was passed over.');
};

/**
 * Runs `work` in a READ COMMITTED transaction on a connection of its own. Commits when it ends well, else rolls back and
 * throws its error; a connection that cannot even roll back is not used again.
 */
export const inTransaction = async <T>(pool: SqlPool, work: (tx: Sql) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    const result = await work(client);
    await commit(client);
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((broken: Error) => (failure = broken));
    throw error;
  } finally {
    client.release(failure);
  }
};
