import type { FeedConsumer, FeedSlice } from '@clientele/event-sourcing';
import type { Read } from '../recent-records.js';
import type { FeedHistory } from './feed-history.js';
import { Stalls } from './stalls.js';
import type { Tail, TailReader } from './tail.js';
import type { Taken } from './take-from.js';

/** Milliseconds between looks at the publisher, for what the wire does not bring. */
const LOOK_AGAIN = 1_000;

/**
 * Reads for one subscription: from the tail what came over the wire, and from the publisher's history what did not. That
 * is so after a gap, and where a shard stands still although the publisher is ahead: its records were lost, Kafka cannot
 * be reached, the process that had the shard is gone, or a view is being built anew.
 */
export class WireReader implements TailReader {
  after: readonly number[] | undefined;
  lookedAt = performance.now();
  wake: () => void = () => undefined;
  readonly #stalls = new Stalls();
  #lookedAtPublisher = 0;

  constructor(
    private readonly tail: Tail,
    private readonly publisher: FeedHistory,
    private readonly consumer: Pick<FeedConsumer, 'checkpoints'>,
  ) {}

  readonly read: Read = async (asked, limit, types) => {
    this.after = this.#stalls.advance(asked);
    this.lookedAt = performance.now();
    this.tail.passOn();
    const wanted = types && new Set(types);
    const take = (): Taken => this.tail.take(this.#stalls.at, limit, wanted);
    const fromWire = await this.#lookWhereDue(take);
    try {
      return [...fromWire, ...(await this.#fromHistory(limit, types))];
    } catch (error) {
      // One shard's trouble does not hold the others up.
      if (fromWire.length > 0) return [...fromWire];
      throw error;
    }
  };

  /** What the wire brought, after a look at checkpoints and publisher where there is a gap or it is time. */
  async #lookWhereDue(take: () => Taken): Promise<readonly FeedSlice[]> {
    let taken = take();
    const hasNewGap = taken.gaps.some((shard) => !this.#stalls.isLacking(shard));
    if (hasNewGap || this.lookedAt - this.#lookedAtPublisher >= LOOK_AGAIN) {
      await this.#look(taken.slices.length > 0);
      // The subscription may be further than it knew, since other processes work on it, too.
      taken = take();
    }
    this.#stalls.lacks(taken.gaps);
    this.#stalls.onWire(taken.slices.map(({ shard }) => shard));
    return taken.slices;
  }

  async #look(isBusy: boolean): Promise<void> {
    this.#lookedAtPublisher = performance.now();
    // Checkpoints first, so that what comes between is not taken for a lag.
    const checkpoints = await this.consumer.checkpoints();
    // As long as the wire brings everything, the publisher need not be there.
    const heads = await this.publisher.heads().catch(() => undefined);
    this.#stalls.look(checkpoints, heads ?? checkpoints, performance.now(), isBusy);
  }

  async #fromHistory(limit: number, types: readonly string[] | undefined): Promise<FeedSlice[]> {
    const lacking = this.#stalls.lacking;
    if (lacking.size === 0) return [];
    const slices = await this.publisher.history(lacking, limit, types);
    const found = new Set(slices.map(({ shard }) => shard));
    this.#stalls.onWire([...lacking.keys()].filter((shard) => !found.has(shard)));
    return slices;
  }
}
