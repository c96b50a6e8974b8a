import type { EventMeta, Position } from './event.js';

/** A published event on its way to another service, or a store's own event on its way to a view. */
export interface FeedRecord<Data = object> extends Position {
  /** The publishing service. */
  readonly source: string;
  /** Nothing published lies between this sequence of the shard and the record. A checkpoint before it is a gap. */
  readonly previous: number;
  /** Order holds within it: the stream. */
  readonly stream: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: Data;
  readonly meta: EventMeta;
  readonly eventId: string;
  readonly recordedAt: Date;
}

/** A run of one shard: the records after `from` up to and with `to`. What is not published lies between, unseen. */
export interface FeedSlice {
  readonly shard: number;
  /** Records follow upon this sequence without a gap. */
  readonly from: number;
  readonly to: number;
  readonly records: readonly FeedRecord[];
}

/** The one port between services; `libs/messaging` has its adapters, which pass one suite. */
export interface Feed {
  readonly source: string;
  readonly shards: number;

  /** From the publisher's history: up to `limit` events a shard after each sequence. A shard without news is left out. */
  history(after: ReadonlyMap<number, number>, limit: number, types?: readonly string[]): Promise<FeedSlice[]>;

  /** The publisher's last sequence of each shard (index = shard). */
  heads(): Promise<number[]>;

  /** Delivers to the consumer from its checkpoints on, until closed. */
  subscribe(consumer: FeedConsumer): Promise<FeedSubscription>;
}

export interface FeedConsumer {
  readonly name: string;
  /** The types it handles; others only move the checkpoint. All unless said. */
  readonly types?: readonly string[];
  /** Most events of one shard to deliver at once. */
  readonly batchSize: number;
  /** Where it stands (index = shard). */
  checkpoints(): Promise<number[]>;
  /**
   * Handles slices and moves the checkpoints, in one transaction. Skips what it had; a gap throws {@link FeedGapError},
   * whereupon the adapter delivers from the history. Does not throw for a record's fault: that is parked. Other errors
   * mean "not now": the adapter backs off and delivers again.
   */
  handle(slices: readonly FeedSlice[]): Promise<void>;
}

export interface FeedSubscription {
  /** What the adapter backs off from; undefined while all goes well. */
  readonly problem: unknown;
  /** Looks for news at once, instead of at the next poll. */
  wake(): void;
  /** Forgets where it is, and goes on from the consumer's checkpoints. */
  readAgain(): void;
  close(): Promise<void>;
}

/** The slice does not follow upon the checkpoint. */
export class FeedGapError extends Error {
  constructor(
    readonly source: string,
    readonly shard: number,
    readonly checkpoint: number,
    readonly from: number,
  ) {
    super(`Feed ${source}, shard ${shard}: got records after ${from}, but the checkpoint is ${checkpoint}.`);
    this.name = 'FeedGapError';
  }
}
