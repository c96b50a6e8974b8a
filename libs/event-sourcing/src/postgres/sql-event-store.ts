import { DecidingStore } from '../deciding-store.js';
import type { RecordedEvent } from '../event.js';
import type { ReadOptions, ShardSlice } from '../event-store.js';
import type { Sql } from '../sql.js';
import { chainUpcasters, type Upcaster } from '../upcaster.js';
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
    return (await selectStreams(this.sql, [stream], afterVersion)).map(this.upcast);
  }

  async readStreams(streams: readonly string[]): Promise<Map<string, RecordedEvent[]>> {
    const histories = new Map<string, RecordedEvent[]>();
    for (const event of await selectStreams(this.sql, streams)) {
      const history = histories.get(event.stream);
      if (history) history.push(this.upcast(event));
      else histories.set(event.stream, [this.upcast(event)]);
    }
    return histories;
  }

  async readShards(after: readonly number[], limit: number, options: ReadOptions = {}): Promise<ShardSlice[]> {
    const slices = await selectShards(this.sql, after, limit, options.types);
    return slices.map((slice) => ({ ...slice, events: slice.events.map(this.upcast) }));
  }

  heads(): Promise<number[]> {
    return selectHeads(this.sql, this.shards);
  }
}
