import type { FeedSlice } from '@clientele/event-sourcing';
import { takeFrom, type Taken } from './take-from.js';

/** Who reads from the tail: one for each subscription. */
export interface TailReader {
  /** Where it reads (index = shard); undefined before its first look. */
  readonly after: readonly number[] | undefined;
  /** When it last came further, by shard, as `performance.now()`. */
  readonly movedAt: readonly number[];
  wake(): void;
}

interface Waiting {
  readonly chunk: FeedSlice;
  readonly since: number;
  readonly pass: () => void;
}

/** Records kept after all have read them, for those who are a little behind; some 10 MB. */
const MOST_KEPT = 4_000;
/** Milliseconds: a reader that has stood still for so long is not waited for; it will find the rest in the history. */
const LONGEST_PAUSE = 5_000;

/**
 * The newest records of a feed's shards, as they came over the wire. Who brings them waits until the readers have taken
 * them, so that no more is fetched than they can handle.
 */
export class Tail {
  readonly #chunks: FeedSlice[][];
  readonly #queue: FeedSlice[] = [];
  readonly #readers = new Set<TailReader>();
  #waiting: Waiting[] = [];
  #kept = 0;

  constructor(readonly shards: number) {
    this.#chunks = Array.from({ length: shards }, () => []);
  }

  /** How far each shard is known (index = shard). */
  get reached(): number[] {
    return this.#chunks.map((chunks) => chunks.at(-1)?.to ?? 0);
  }

  add(reader: TailReader): void {
    this.#readers.add(reader);
  }

  remove(reader: TailReader): void {
    this.#readers.delete(reader);
    this.passOn();
  }

  /** Resolves when all readers that are near have taken it. What came before is let go at once. */
  push(chunk: FeedSlice): Promise<void> {
    const chunks = this.#chunks[chunk.shard]!;
    if (chunk.to <= (chunks.at(-1)?.to ?? 0)) return Promise.resolve();
    chunks.push(chunk);
    this.#queue.push(chunk);
    this.#kept += weight(chunk);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ chunk, since: performance.now(), pass: resolve });
    for (const reader of this.#readers) reader.wake();
    this.passOn();
    return promise;
  }

  /** Looks who has taken what; to be called after each look of a reader, and now and then. */
  passOn(): void {
    const [passed, waiting] = [[] as Waiting[], [] as Waiting[]];
    for (const each of this.#waiting) (this.#isTaken(each) ? passed : waiting).push(each);
    this.#waiting = waiting;
    for (const { pass } of passed) pass();
    this.#letGo();
  }

  /** What follows upon `after` (index = shard), up to `limit` records a shard. */
  take(after: readonly number[], limit: number, wanted: ReadonlySet<string> | undefined): Taken {
    return takeFrom(this.#chunks, after, limit, wanted);
  }

  /** Forgets shards that another process has from now on, or that come anew. */
  forget(shards: Iterable<number>): void {
    const gone = new Set(shards);
    for (const shard of gone) this.#chunks[shard] = [];
    this.#queue.splice(0, this.#queue.length, ...this.#queue.filter(({ shard }) => !gone.has(shard)));
    this.#kept = this.#queue.reduce((sum, chunk) => sum + weight(chunk), 0);
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ chunk }) => !gone.has(chunk.shard));
    for (const { chunk, pass } of waiting) if (gone.has(chunk.shard)) pass();
  }

  #isTaken({ chunk, since }: Waiting): boolean {
    const now = performance.now();
    return [...this.#readers].every(({ after, movedAt }) => {
      const at = after?.[chunk.shard];
      if (at !== undefined && !leadsTo(this.#chunks[chunk.shard]!, at, chunk)) return true;
      return now - Math.max(since, movedAt[chunk.shard] ?? 0) > LONGEST_PAUSE;
    });
  }

  #letGo(): void {
    const waiting = new Set(this.#waiting.map(({ chunk }) => chunk));
    while (this.#kept > MOST_KEPT && this.#queue[0] && !waiting.has(this.#queue[0])) {
      const oldest = this.#queue.shift()!;
      this.#chunks[oldest.shard]!.shift();
      this.#kept -= weight(oldest);
    }
  }
}

/** Whether who stands at `at` comes to the chunk without a gap. One who is past it, or far behind, does not. */
const leadsTo = (chunks: readonly FeedSlice[], at: number, chunk: FeedSlice): boolean => {
  let to = at;
  for (const each of chunks) {
    if (each.to <= to) continue;
    if (each.from > to) return false;
    if (each === chunk) return true;
    to = each.to;
  }
  return false;
};

const weight = (chunk: FeedSlice): number => Math.max(1, chunk.records.length);
