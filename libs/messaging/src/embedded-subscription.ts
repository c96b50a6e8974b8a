import { setImmediate } from 'node:timers/promises';
import { FeedGapError, Signal, type Feed, type FeedConsumer, type FeedSubscription } from '@clientele/event-sourcing';
import { BackOff } from './back-off.js';
import { BatchLimit } from './batch-limit.js';

/** Only a safety net: the watch on the heads wakes. */
const LONGEST_SLEEP = 10_000;

/** Reads for one consumer what follows upon its checkpoints, hands it over, and so on; one batch at a time. */
export class EmbeddedSubscription implements FeedSubscription {
  problem: unknown;
  /** Where it is (index = shard); unknown at first, and after every failure. */
  #after?: number[];
  #hadGap = false;
  readonly #news = new Signal();
  readonly #closing = new AbortController();
  readonly #backOff = new BackOff();
  readonly #limit: BatchLimit;
  readonly #done: Promise<void>;

  constructor(
    private readonly feed: Feed,
    private readonly consumer: FeedConsumer,
    private readonly onClosed: () => void,
  ) {
    this.#limit = new BatchLimit(feed.shards, consumer.batchSize);
    this.#done = this.#run();
  }

  wake(): void {
    this.#news.notify();
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
        else if (!this.#closing.signal.aborted) await this.#news.wait(seen, LONGEST_SLEEP);
      } catch (error) {
        await this.#failed(error);
      }
    }
  }

  /** Answers whether there was anything: then there may be more. */
  async #deliver(): Promise<boolean> {
    this.#after ??= await this.consumer.checkpoints();
    const after = this.#after;
    const slices = await this.feed.history(new Map(after.entries()), this.#limit.perShard, this.consumer.types);
    if (slices.length === 0 || this.#closing.signal.aborted) return false;
    await this.consumer.handle(slices);
    for (const { shard, to } of slices) after[shard] = to;
    this.#limit.learn(slices.map(({ from, to }) => to - from));
    return true;
  }

  #succeeded(): void {
    this.problem = undefined;
    this.#hadGap = false;
    this.#backOff.reset();
  }

  async #failed(error: unknown): Promise<void> {
    this.#after = undefined;
    const isFirstGap = error instanceof FeedGapError && !this.#hadGap;
    this.#hadGap = error instanceof FeedGapError;
    // The checkpoints moved back, as after a restore: reading goes on from there, in the history.
    if (isFirstGap) return;
    this.problem = error;
    await this.#backOff.wait(this.#closing.signal);
  }
}
