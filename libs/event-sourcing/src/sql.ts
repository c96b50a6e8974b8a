/** What the kernel needs of a PostgreSQL connection: node-postgres' Pool, PoolClient and Client all have it. */
export interface Sql {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a row's shape is the query's affair
  query<Row = any>(text: string, values?: unknown[]): Promise<{ rows: Row[]; rowCount: number | null }>;
}

/** A connection of one's own, for a transaction. */
export interface SqlClient extends Sql {
  /** Gives the connection back; with an error, throws it away. */
  release(error?: Error | boolean): void;
}

/** node-postgres' Pool has it. */
export interface SqlPool extends Sql {
  connect(): Promise<SqlClient>;
}
