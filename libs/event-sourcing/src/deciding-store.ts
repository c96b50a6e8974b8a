import { decideMany, isRefused } from './decide-many.js';
import { fold, streamOf, type Decider, type Decision } from './decider.js';
import type { DomainEvent, EventMeta, RecordedEvent } from './event.js';
import type {
  AppendResult,
  Change,
  Changed,
  EventStore,
  ReadOptions,
  Refused,
  ShardSlice,
  StreamAppend,
} from './event-store.js';
import { prepareAppend, type PreparedAppend } from './prepared-append.js';
import { StreamTurns } from './stream-turns.js';

/** What all stores do alike, on top of what each does its own way: read, and append what is prepared. */
export abstract class DecidingStore implements EventStore {
  private readonly turns = new StreamTurns();

  constructor(
    readonly name: string,
    readonly shards: number,
  ) {}

  abstract readStream(stream: string, afterVersion?: number): Promise<RecordedEvent[]>;
  abstract readStreams(streams: readonly string[]): Promise<Map<string, RecordedEvent[]>>;
  abstract readShards(after: readonly number[], limit: number, options?: ReadOptions): Promise<ShardSlice[]>;
  abstract heads(): Promise<number[]>;
  abstract onAppended(listener: () => void): () => void;
  protected abstract appendPrepared(appends: readonly PreparedAppend[]): Promise<AppendResult[]>;

  async append(appends: readonly StreamAppend[]): Promise<AppendResult[]> {
    return this.appendPrepared(appends.map((append) => prepareAppend(append, this.shards)));
  }

  async transact<S, E extends DomainEvent>(
    decider: Decider<S, E>,
    id: string,
    decide: Decision<S, E>,
    options: { readonly meta?: EventMeta; readonly likelyNew?: boolean; readonly expectedVersion?: number } = {},
  ): Promise<Changed<S, E>> {
    const [outcome] = await this.transactMany([{ decider, id, decide, ...options }]);
    if (isRefused(outcome!)) throw outcome.error;
    return outcome!;
  }

  transactMany<S, E extends DomainEvent>(changes: readonly Change<S, E>[]): Promise<(Changed<S, E> | Refused)[]> {
    return decideMany(changes, {
      shards: this.shards,
      turns: this.turns,
      readStreams: (streams) => this.readStreams(streams),
      append: (appends) => this.appendPrepared(appends),
    });
  }

  async load<S, E extends DomainEvent>(decider: Decider<S, E>, id: string): Promise<{ state: S; version: number }> {
    return stateOf(decider, await this.readStream(streamOf(decider, id)));
  }

  async loadMany<S, E extends DomainEvent>(
    decider: Decider<S, E>,
    ids: readonly string[],
  ): Promise<Map<string, { state: S; version: number }>> {
    const histories = await this.readStreams(ids.map((id) => streamOf(decider, id)));
    return new Map(ids.map((id) => [id, stateOf(decider, histories.get(streamOf(decider, id)) ?? [])]));
  }
}

const stateOf = <S, E extends DomainEvent>(decider: Decider<S, E>, history: readonly RecordedEvent[]) => ({
  state: fold(decider, history as unknown as readonly E[]),
  version: history.at(-1)?.version ?? 0,
});
