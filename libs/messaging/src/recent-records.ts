import type { FeedSlice } from '@clientele/event-sourcing';
import { BatchLimit } from './batch-limit.js';

/** From positions on (index = shard): what the publisher has, mapped, up to `limit` events a shard. */
export type Read = (
  after: readonly number[],
  limit: number,
  types: readonly string[] | undefined,
) => Promise<FeedSlice[]>;

/** No event follows upon the greatest sequence there is: so a shard is left out. */
export const LEFT_OUT = Number.MAX_SAFE_INTEGER;

/** Kept in memory; some 10 MB. */
const MOST_RECORDS = 8_000;
const MOST_A_SHARD = 2_000;

/**
 * The newest records of a feed, read and mapped once for all its subscriptions, since most of them stand near the end.
 * Those that are further behind read for themselves, only what they handle.
 */
export class RecentRecords {
  /** By shard, oldest first, each following upon the one before. */
  readonly #chunks: FeedSlice[][];
  /** All of them, in the order they were read. */
  readonly #queue: FeedSlice[] = [];
  #kept = 0;
  /** Where the next read goes on (index = shard). */
  #to: number[] = [];
  #opened?: Promise<void>;
  #reading: Promise<void> = Promise.resolve();
  #nextReading?: Promise<void>;
  readonly #limit: BatchLimit;

  constructor(
    private readonly feed: { readonly shards: number; heads(): Promise<number[]>; readonly read: Read },
    /** What all subscriptions together handle. */
    readonly types: readonly string[] | undefined,
  ) {
    this.#chunks = Array.from({ length: feed.shards }, () => []);
    this.#limit = new BatchLimit(feed.shards, MOST_A_SHARD);
  }

  readonly read: Read = async (after, limit, types) => {
    await this.#open();
    const isKept = after.map(
      (from, shard) => from === LEFT_OUT || (from >= this.#from(shard) && from <= this.#to[shard]!),
    );
    const kept = after.map((from, shard) => (isKept[shard] ? from : LEFT_OUT));
    const missed = isKept.every(Boolean)
      ? []
      : await this.feed.read(
          after.map((from, shard) => (isKept[shard] ? LEFT_OUT : from)),
          limit,
          types,
        );
    const wanted = types && new Set(types);
    const slices = [...missed.map((slice) => this.#upToKept(slice)), ...this.#after(kept, limit, wanted)];
    if (slices.length > 0) return slices;
    await this.#readOn();
    const isStillKept = kept.every((from, shard) => from >= this.#from(shard));
    return isStillKept ? this.#after(kept, limit, wanted) : this.read(after, limit, types);
  };

  /** Begins at the publisher's end. */
  #open(): Promise<void> {
    return (this.#opened ??= this.feed.heads().then(
      (heads) => void (this.#to = heads),
      (error: unknown) => {
        this.#opened = undefined;
        throw error;
      },
    ));
  }

  #from(shard: number): number {
    return this.#chunks[shard]![0]?.from ?? this.#to[shard]!;
  }

  /** Who reads past what is kept would stay ahead of it for ever. */
  #upToKept(slice: FeedSlice): FeedSlice {
    const end = this.#to[slice.shard]!;
    return slice.from < end ? cut(slice, end) : slice;
  }

  #after(after: readonly number[], limit: number, wanted: ReadonlySet<string> | undefined): FeedSlice[] {
    const slices: FeedSlice[] = [];
    after.forEach((from, shard) => {
      // What follows may have been let go while another shard was read: its reader comes for it again.
      if (from >= this.#to[shard]! || from < this.#from(shard)) return;
      const chunks = this.#chunks[shard]!;
      // Most stand at the last ones.
      let first = chunks.length - 1;
      while (first > 0 && chunks[first]!.from > from) first -= 1;
      const records = chunks.slice(first).flatMap((chunk) => chunk.records.filter(({ sequence }) => sequence > from));
      const end = records.length > limit ? records[limit - 1]!.sequence : this.#to[shard]!;
      const some = records.filter(({ sequence, type }) => sequence <= end && (!wanted || wanted.has(type)));
      slices.push({ shard, from, to: end, records: some });
    });
    return slices;
  }

  /** A read that begins after this call, shared by all who ask before it begins. */
  #readOn(): Promise<void> {
    return (this.#nextReading ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#reading = this.#nextReading!;
        this.#nextReading = undefined;
        return this.#append();
      }));
  }

  async #append(): Promise<void> {
    const slices = await this.feed.read(this.#to, this.#limit.perShard, this.types);
    this.#limit.learn(slices.map(({ from, to }) => to - from));
    for (const slice of slices) {
      this.#chunks[slice.shard]!.push(slice);
      this.#to[slice.shard] = slice.to;
      this.#queue.push(slice);
      this.#kept += weight(slice);
    }
    while (this.#kept > MOST_RECORDS) {
      const oldest = this.#queue.shift()!;
      this.#chunks[oldest.shard]!.shift();
      this.#kept -= weight(oldest);
    }
  }
}

const weight = (slice: FeedSlice): number => Math.max(1, slice.records.length);

const cut = (slice: FeedSlice, end: number): FeedSlice =>
  slice.to <= end ? slice : { ...slice, to: end, records: slice.records.filter(({ sequence }) => sequence <= end) };
