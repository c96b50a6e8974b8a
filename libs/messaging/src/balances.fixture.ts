import {
  createEventTables,
  createRunnerTables,
  DomainError,
  PostgresEventStore,
  ProjectionRunner,
  type EventStore,
  type FeedRecord,
  type Feed,
  type Reaction,
  type Sql,
  type SqlPool,
  type TransactionalEventStore,
  type TransactionalSql,
  type View,
} from '@clientele/event-sourcing';

export const SHARDS = 4;

export const openStore = async (name: string, pool: SqlPool): Promise<PostgresEventStore> => {
  await createEventTables(pool);
  await createRunnerTables(pool);
  return new PostgresEventStore(pool, { name, shards: SHARDS }).open();
};

export type Crash = 'before-commit' | 'after-commit' | undefined;

/** Transactions that can be made to fail like a lost connection. */
export class CrashingDatabase implements TransactionalSql {
  crash: () => Crash = () => undefined;
  crashes = 0;

  constructor(private readonly pool: SqlPool) {}

  query: TransactionalSql['query'] = (text, values) => this.pool.query(text, values);

  async transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    const crash = this.crash();
    try {
      await client.query('BEGIN');
      const result = await work(client);
      if (crash === 'before-commit') throw this.#lost();
      await client.query('COMMIT');
      if (crash === 'after-commit') throw this.#lost();
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  #lost(): Error {
    this.crashes += 1;
    return new Error('Connection terminated unexpectedly');
  }
}

/** Deposits by account, in order: shows what is missing, double or out of order. */
export class Balances implements View {
  version = 1;
  readonly sources: Record<string, readonly string[]> = { bank: ['Deposited'] };
  /** Accounts that fail, by what is thrown. */
  readonly broken = new Map<string, (tx: Sql) => Promise<unknown>>();
  handled = 0;
  before?: (records: readonly FeedRecord[]) => Promise<void>;
  batchSize?: number;

  constructor(readonly name = 'balances') {}

  async create(tx: Sql): Promise<void> {
    await tx.query('CREATE TABLE accounts (account text PRIMARY KEY, amounts int[] NOT NULL, version int NOT NULL)');
  }

  async project(records: readonly FeedRecord[], tx: Sql): Promise<void> {
    await this.before?.(records);
    for (const { stream } of records) await this.broken.get(stream)?.(tx);
    await tx.query(
      `INSERT INTO accounts (account, amounts, version)
       SELECT account, array_agg(amount ORDER BY n), $3 FROM unnest($1::text[], $2::int[]) WITH ORDINALITY r(account, amount, n)
       GROUP BY account
       ON CONFLICT (account) DO UPDATE SET amounts = accounts.amounts || excluded.amounts, version = excluded.version`,
      [
        records.map((record) => record.stream),
        records.map((record) => (record.data as { amount: number }).amount),
        this.version,
      ],
    );
    this.handled += records.length;
  }
}

/** Echoes each deposit as an event of its own store. */
export class Echo implements Reaction {
  readonly sources = { bank: ['Deposited'] };
  /** An account that it cannot take. */
  refused?: string;

  constructor(readonly name = 'echo') {}

  async react(records: readonly FeedRecord[], _tx: Sql, store: EventStore): Promise<void> {
    await store.append(
      records.map(({ stream, data }) => ({
        stream: `${this.name}-${stream}`,
        events: [{ type: 'Echoed', data }],
      })),
    );
    if (records.some(({ stream }) => stream === this.refused)) {
      throw new DomainError('NoEcho', 'conflict', 'It shall not be echoed.');
    }
  }
}

export const depositing = (account: string, ...amounts: number[]) => ({
  stream: account,
  events: amounts.map((amount) => ({ type: 'Deposited', data: { amount } })),
});

export interface RunnerParts {
  readonly projection: View | Reaction;
  readonly feed: Feed;
  readonly database: TransactionalSql;
  readonly store: TransactionalEventStore;
}

export const runnerOf = ({ projection, feed, database, store }: RunnerParts): ProjectionRunner =>
  new ProjectionRunner({ projection, feeds: new Map([[feed.source, feed]]), database, store });

/** What the view must show, straight from the store. */
export const depositsOf = async (store: TransactionalEventStore): Promise<Map<string, number[]>> => {
  const deposits = new Map<string, number[]>();
  const slices = await store.readShards(Array<number>(store.shards).fill(0), 1_000_000, { types: ['Deposited'] });
  for (const { stream, data } of slices.flatMap((slice) => slice.events)) {
    const { amount } = data as { amount: number };
    deposits.set(stream, [...(deposits.get(stream) ?? []), amount]);
  }
  return deposits;
};

export const rowsOf = async (sql: Sql, view = 'balances'): Promise<Map<string, number[]>> => {
  const { rows } = await sql.query<{ account: string; amounts: number[] }>(
    `SELECT account, amounts FROM ${view}.accounts`,
  );
  return new Map(rows.map(({ account, amounts }) => [account, amounts]));
};
