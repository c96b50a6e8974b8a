import { setTimeout } from 'node:timers/promises';
import { ConcurrencyError } from '../domain-error.js';
import type { AppendResult, EventStore, TransactionalEventStore } from '../event-store.js';
import type { PreparedAppend } from '../prepared-append.js';
import type { Sql, SqlPool } from '../sql.js';
import { appendEvents } from './append-events.js';
import { GroupCommit } from './group-commit.js';
import { GroupRead, type Histories } from './group-read.js';
import { inTransaction } from './in-transaction.js';
import { observeAppend } from './observe-append.js';
import { selectStreams } from './read-events.js';
import { SqlEventStore, type PostgresEventStoreOptions } from './sql-event-store.js';
import { TransactionEventStore } from './transaction-event-store.js';

const MOST_ATTEMPTS = 10;

/** SQLSTATE of a serialisation failure and of a deadlock: the transaction was in order, only the moment was not. */
const MOMENTARY = new Set(['40001', '40P01']);

const canBeTriedAgain = (error: unknown): boolean =>
  error instanceof ConcurrencyError
    ? error.asked === undefined
    : MOMENTARY.has(String((error as { code?: unknown } | undefined)?.code));

/** A single append, too, can be the victim: transactions that append twice may lock shards in another order. */
const untilItsMoment = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !canBeTriedAgain(error)) throw error;
      await setTimeout(Math.random() * 5 * attempt);
    }
  }
};

/**
 * An event store in PostgreSQL: the tables of {@link EVENT_STORE_SCHEMA}, READ COMMITTED transactions. Appends that come
 * while one is under way go together in the next, and so do reads of streams. Open it before use.
 */
export class PostgresEventStore extends SqlEventStore implements TransactionalEventStore {
  private readonly listeners = new Set<() => void>();
  private readonly commits: GroupCommit;
  private readonly reads: GroupRead;

  constructor(
    private readonly pool: SqlPool,
    options: PostgresEventStoreOptions,
  ) {
    super(pool, options);
    this.commits = new GroupCommit((appends) => untilItsMoment(() => appendEvents(pool, this.shards, appends)));
    this.reads = new GroupRead((streams) => selectStreams(pool, streams));
  }

  /** Fixes name and number of shards at first; refuses others ever after. */
  async open(): Promise<this> {
    await this.pool.query('INSERT INTO public.store_info (name, shards) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      this.name,
      this.shards,
    ]);
    const { rows } = await this.pool.query<{ name: string; shards: number }>(
      'SELECT name, shards FROM public.store_info',
    );
    const { name, shards } = rows[0]!;
    if (name === this.name && shards === this.shards) return this;
    throw new Error(
      `This database holds the event store of ${name} with ${shards} shards, but ${this.name} with ${this.shards} was ` +
        'to be opened. The number of shards is fixed for the life of a store: set it back, or use another database.',
    );
  }

  within(tx: Sql): EventStore {
    return this.on(tx);
  }

  transaction<T>(work: (tx: Sql, store: EventStore) => Promise<T>): Promise<T> {
    return untilItsMoment(() => this.attempt(work));
  }

  onAppended(listener: () => void): () => void {
    // A function of its own, so that one listener may be added twice.
    const call = (): void => listener();
    this.listeners.add(call);
    return () => this.listeners.delete(call);
  }

  protected async appendPrepared(appends: readonly PreparedAppend[]): Promise<AppendResult[]> {
    if (appends.length === 0) return [];
    const results = await observeAppend(this.name, 'own', appends, (all) => this.commits.append(all));
    if (results.some((result) => result.ok)) this.wakeReaders();
    return results;
  }

  protected override select(streams: readonly string[]): Promise<Histories> {
    return this.reads.read(streams);
  }

  private on(tx: Sql): TransactionEventStore {
    return new TransactionEventStore(tx, this.options, (listener) => this.onAppended(listener));
  }

  private async attempt<T>(work: (tx: Sql, store: EventStore) => Promise<T>): Promise<T> {
    let hasAppended = false;
    const result = await inTransaction(this.pool, async (tx) => {
      const store = this.on(tx);
      const done = await work(tx, store);
      hasAppended = store.hasAppended;
      return done;
    });
    if (hasAppended) this.wakeReaders();
    return result;
  }

  private wakeReaders(): void {
    for (const listener of this.listeners) listener();
  }
}
