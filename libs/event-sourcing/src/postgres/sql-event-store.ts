import { DecidingStore } from '../deciding-store.js';
import type { RecordedEvent } from '../event.js';
import type { ReadOptions, ShardSlice } from '../event-store.js';
import type { Sql } from '../sql.js';
import { chainUpcasters, type Upcaster } from '../upcaster.js';
import type { Histories } from './group-read.js';
import { selectHeads, selectShards, selectStreams } from './read-events.js';

export interface PostgresEventStoreOptions {
  /** The service whose store it is. */
  readonly name: string;
  /** Fixed when the store is opened for the first time. */
  readonly shards: number;
  readonly upcasters?: readonly Upcaster[];
}

/** The reading half of a store in PostgreSQL, on a pool or on a transaction. */
export abstract class SqlEventStore extends DecidingStore {
  private readonly upcast: (event: RecordedEvent) => RecordedEvent;

  constructor(
    protected readonly sql: Sql,
    protected readonly options: PostgresEventStoreOptions,
  ) {
    super(options.name, options.shards);
    this.upcast = chainUpcasters(options.upcasters ?? []);
  }

  async readStream(stream: string, afterVersion = 0): Promise<RecordedEvent[]> {
    const histories = afterVersion === 0 ? this.select([stream]) : selectStreams(this.sql, [stream], afterVersion);
    return ((await histories).get(stream) ?? []).map(this.upcast);
  }

  async readStreams(streams: readonly string[]): Promise<Map<string, RecordedEvent[]>> {
    const histories = [...(await this.select(streams))];
    return new Map(histories.map(([stream, history]) => [stream, history.map(this.upcast)]));
  }

  async readShards(after: readonly number[], limit: number, options: ReadOptions = {}): Promise<ShardSlice[]> {
    const slices = await selectShards(this.sql, after, limit, options.types);
    return slices.map((slice) => ({ ...slice, events: slice.events.map(this.upcast) }));
  }

  heads(): Promise<number[]> {
    return selectHeads(this.sql, this.shards);
  }

  /** Whole histories as they are stored. */
  protected select(streams: readonly string[]): Promise<Histories> {
    return selectStreams(this.sql, streams);
  }
}
