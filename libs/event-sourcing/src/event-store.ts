import type { Decider, Decision } from './decider.js';
import type { DomainEvent, EventMeta, NewEvent, Position, RecordedEvent } from './event.js';
import type { Sql } from './sql.js';

/** What to append to one stream. */
export interface StreamAppend {
  readonly stream: string;
  /** The version the stream must have (0: it must be new); without it, whatever it has. */
  readonly expectedVersion?: number;
  readonly events: readonly NewEvent[];
  /** Hashes to the shard; the stream's name unless said. Must be the same for every append to a stream. */
  readonly partitionKey?: string;
}

export type AppendResult =
  | { readonly ok: true; readonly position: Position; readonly version: number }
  | { readonly ok: false; readonly currentVersion: number };

/** One change of one stream. */
export interface Change<State = unknown, Event extends DomainEvent = DomainEvent> {
  readonly decider: Decider<State, Event>;
  readonly id: string;
  readonly decide: Decision<State, Event>;
  readonly meta?: EventMeta;
  /** The stream is most likely new: try so before reading it. Saves the read for facts, which come once. */
  readonly likelyNew?: boolean;
  /** The version the caller saw (`If-Match`); another one is a {@link ConcurrencyError}, without a retry. */
  readonly expectedVersion?: number;
}

export interface Changed<State = unknown, Event extends DomainEvent = DomainEvent> {
  readonly id: string;
  /** State after the change. */
  readonly state: State;
  /** What was appended; empty where the decision found nothing to do. */
  readonly events: readonly Event[];
  readonly version: number;
  /** Of the stream's last event appended here; absent where nothing was appended. */
  readonly position?: Position;
}

/** A change refused by its own decision; the other changes of a `transactMany` stand. */
export interface Refused {
  readonly id: string;
  readonly error: Error;
}

export interface ReadOptions {
  /** Only these types carry data; others are counted as passed over. All unless said. */
  readonly types?: readonly string[];
}

/** A part of a shard, in order. */
export interface ShardSlice {
  readonly shard: number;
  readonly events: readonly RecordedEvent[];
  /** Everything up to here was looked at, also what `types` left out. */
  readonly upTo: number;
}

/** Events for good: streams within shards, gapless sequences, versions per stream. */
export interface EventStore {
  /** The service whose store it is, e.g. `intake`. */
  readonly name: string;
  readonly shards: number;

  /** One round trip. One stream's conflict does not fail the others. Results stand in the order of the appends. */
  append(appends: readonly StreamAppend[]): Promise<AppendResult[]>;

  /** Loads, decides, appends; on a conflict again with the new state, up to 10 times. */
  transact<S, E extends DomainEvent>(
    decider: Decider<S, E>,
    id: string,
    decide: Decision<S, E>,
    options?: { readonly meta?: EventMeta; readonly likelyNew?: boolean; readonly expectedVersion?: number },
  ): Promise<Changed<S, E>>;

  /** The same for many at once: one read and one append for all. Results stand in the order of the changes. */
  transactMany<S, E extends DomainEvent>(changes: readonly Change<S, E>[]): Promise<(Changed<S, E> | Refused)[]>;

  /** The folded state of a stream and its version (0: there is none). */
  load<S, E extends DomainEvent>(decider: Decider<S, E>, id: string): Promise<{ state: S; version: number }>;
  loadMany<S, E extends DomainEvent>(
    decider: Decider<S, E>,
    ids: readonly string[],
  ): Promise<Map<string, { state: S; version: number }>>;

  /** A stream's history, oldest first. */
  readStream(stream: string, afterVersion?: number): Promise<RecordedEvent[]>;
  /** The histories of many streams in one query; a stream without events is absent. */
  readStreams(streams: readonly string[]): Promise<Map<string, RecordedEvent[]>>;

  /** Up to `limit` events of each shard after the given sequence (index = shard), all shards in one query. */
  readShards(after: readonly number[], limit: number, options?: ReadOptions): Promise<ShardSlice[]>;

  /** The last sequence of each shard (index = shard; 0 where it is empty). */
  heads(): Promise<number[]>;

  /** Calls back after every append of this process. Returns how to stop. A wake-up only: read to learn what came. */
  onAppended(listener: () => void): () => void;
}

/** A store in PostgreSQL can also append within a caller's transaction, so that other rows change with the events. */
export interface TransactionalEventStore extends EventStore {
  /**
   * A store that does everything on `tx`, which must be READ COMMITTED. Append before you write anything else in that
   * transaction. A conflict of `append` throws a {@link ConcurrencyError} at once: the whole transaction must be done
   * again. `transact` and `transactMany` read and decide again by themselves: the shard is theirs by then.
   */
  within(tx: Sql): EventStore;

  /**
   * Runs `work` in a transaction, again on a {@link ConcurrencyError}, deadlock or serialisation failure (up to 10
   * times), and wakes readers after the commit.
   */
  transaction<T>(work: (tx: Sql, store: EventStore) => Promise<T>): Promise<T>;
}
