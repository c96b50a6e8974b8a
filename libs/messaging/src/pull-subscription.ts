import { setImmediate } from 'node:timers/promises';
import {
  FeedGapError,
  Signal,
  type FeedConsumer,
  type FeedSlice,
  type FeedSubscription,
} from '@clientele/event-sourcing';
import { BackOff } from './back-off.js';
import { BatchLimit } from './batch-limit.js';
import type { Read } from './recent-records.js';

/** Reads for one consumer what follows upon its checkpoints, hands it over, and so on; one batch at a time. */
export class PullSubscription implements FeedSubscription {
  problem: unknown;
  /** Where it is (index = shard); unknown at first, and after every failure. */
  #after?: number[];
  #ahead?: Promise<FeedSlice[] | undefined>;
  #hadGap = false;
  #mustReadAgain = false;
  readonly #news = new Signal();
  readonly #closing = new AbortController();
  readonly #backOff = new BackOff();
  readonly #limit: BatchLimit;
  #done: Promise<void> = Promise.resolve();

  constructor(
    shards: number,
    private readonly read: Read,
    private readonly consumer: FeedConsumer,
    private readonly onClosed: () => void,
    /** Milliseconds until it looks for news although nobody woke it. */
    private readonly longestSleep: number,
  ) {
    this.#limit = new BatchLimit(shards, consumer.batchSize);
  }

  start(): void {
    this.#done = this.#run();
  }

  wake(): void {
    this.#news.notify();
  }

  readAgain(): void {
    this.#mustReadAgain = true;
    this.wake();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.wake();
    await this.#done;
    this.onClosed();
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const seen = this.#news.count;
      try {
        const hasMore = await this.#deliver();
        this.#succeeded();
        if (hasMore) await setImmediate();
        else if (!this.#closing.signal.aborted) await this.#news.wait(seen, this.longestSleep);
      } catch (error) {
        await this.#failed(error);
      }
    }
    await this.#ahead;
  }

  /** Answers whether there was anything: then there may be more. */
  async #deliver(): Promise<boolean> {
    if (this.#mustReadAgain) await this.#forget();
    this.#after ??= await this.consumer.checkpoints();
    const slices = await this.#next(this.#after);
    if (slices.length === 0 || this.#closing.signal.aborted) return false;
    const after = [...this.#after];
    for (const { shard, to } of slices) after[shard] = to;
    if (this.#limit.learn(slices.map(({ from, to }) => to - from))) this.#ahead = this.#readAhead(after);
    await this.consumer.handle(slices);
    this.#after = after;
    return true;
  }

  /** What was read ahead, unless that was nothing: there may be something by now. */
  async #next(after: readonly number[]): Promise<FeedSlice[]> {
    const ahead = await this.#ahead;
    this.#ahead = undefined;
    return ahead?.length ? ahead : this.#read(after);
  }

  #read(after: readonly number[]): Promise<FeedSlice[]> {
    return this.read(after, this.#limit.perShard, this.consumer.types);
  }

  /** While the batch in hand is handled. Where that fails, it is read again, and so are its errors met. */
  #readAhead(after: readonly number[]): Promise<FeedSlice[] | undefined> {
    return this.#read(after).catch(() => undefined);
  }

  #succeeded(): void {
    this.problem = undefined;
    this.#hadGap = false;
    this.#backOff.reset();
  }

  async #forget(): Promise<void> {
    this.#mustReadAgain = false;
    this.#after = undefined;
    await this.#ahead;
    this.#ahead = undefined;
  }

  async #failed(error: unknown): Promise<void> {
    await this.#forget();
    const isFirstGap = error instanceof FeedGapError && !this.#hadGap;
    this.#hadGap = error instanceof FeedGapError;
    // The checkpoints moved back, as after a restore: reading goes on from there, in the history.
    if (isFirstGap) return;
    this.problem = error;
    await this.#backOff.wait(this.#closing.signal);
  }
}
