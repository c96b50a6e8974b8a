import { DecidingStore } from './deciding-store.js';
import type { EventMeta, RecordedEvent } from './event.js';
import type { AppendResult, ReadOptions, ShardSlice } from './event-store.js';
import type { PreparedAppend, PreparedEvent } from './prepared-append.js';
import { DEFAULT_SHARDS } from './shard.js';
import { chainUpcasters, type Upcaster } from './upcaster.js';

interface StoredEvent extends PreparedEvent {
  readonly shard: number;
  readonly sequence: number;
  readonly stream: string;
  readonly version: number;
  readonly recordedAt: Date;
}

export interface MemoryEventStoreOptions {
  readonly name?: string;
  readonly shards?: number;
  readonly upcasters?: readonly Upcaster[];
}

/** An event store for tests of what needs one and no database. Passes the same suite as the one in PostgreSQL. */
export class MemoryEventStore extends DecidingStore {
  private readonly ofShard: StoredEvent[][];
  private readonly ofStream = new Map<string, StoredEvent[]>();
  private readonly listeners = new Set<() => void>();
  private readonly upcast: (event: RecordedEvent) => RecordedEvent;

  constructor({ name = 'memory', shards = DEFAULT_SHARDS, upcasters = [] }: MemoryEventStoreOptions = {}) {
    super(name, shards);
    this.ofShard = Array.from({ length: shards }, () => []);
    this.upcast = chainUpcasters(upcasters);
  }

  async readStream(stream: string, afterVersion = 0): Promise<RecordedEvent[]> {
    return this.read(this.ofStream.get(stream)?.slice(afterVersion) ?? []);
  }

  async readStreams(streams: readonly string[]): Promise<Map<string, RecordedEvent[]>> {
    const known = [...new Set(streams)].filter((stream) => this.ofStream.has(stream));
    return new Map(known.map((stream) => [stream, this.read(this.ofStream.get(stream)!)]));
  }

  async readShards(after: readonly number[], limit: number, { types }: ReadOptions = {}): Promise<ShardSlice[]> {
    return after.map((from, shard) => {
      const window = this.ofShard[shard]!.slice(from, from + limit);
      const wanted = types ? window.filter((event) => types.includes(event.type)) : window;
      return { shard, events: this.read(wanted), upTo: from + window.length };
    });
  }

  async heads(): Promise<number[]> {
    return this.ofShard.map((events) => events.length);
  }

  onAppended(listener: () => void): () => void {
    const call = (): void => listener();
    this.listeners.add(call);
    return () => this.listeners.delete(call);
  }

  protected async appendPrepared(appends: readonly PreparedAppend[]): Promise<AppendResult[]> {
    const recordedAt = new Date();
    const results = appends.map((append) => this.appendOne(append, recordedAt));
    if (results.some((result) => result.ok)) for (const listener of this.listeners) listener();
    return results;
  }

  private appendOne({ shard, stream, expectedVersion, events }: PreparedAppend, recordedAt: Date): AppendResult {
    const ofStream = this.ofStream.get(stream) ?? [];
    const ofShard = this.ofShard[shard]!;
    const currentVersion = ofStream.length;
    if (expectedVersion !== null && expectedVersion !== currentVersion) return { ok: false, currentVersion };
    for (const event of events) {
      const [sequence, version] = [ofShard.length + 1, ofStream.length + 1];
      const stored = { ...event, shard, sequence, stream, version, recordedAt };
      ofShard.push(stored);
      ofStream.push(stored);
    }
    this.ofStream.set(stream, ofStream);
    return { ok: true, position: { shard, sequence: ofShard.length }, version: ofStream.length };
  }

  /** Parsed for each reader, so that none can change what another reads. */
  private read(events: readonly StoredEvent[]): RecordedEvent[] {
    return events.map((event) =>
      this.upcast({ ...event, data: JSON.parse(event.data) as object, meta: JSON.parse(event.meta) as EventMeta }),
    );
  }
}
