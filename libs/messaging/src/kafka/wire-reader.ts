import type { FeedConsumer, FeedSlice } from '@clientele/event-sourcing';
import type { Read } from '../recent-records.js';
import type { FeedHistory } from './feed-history.js';
import { Stalls } from './stalls.js';
import type { Tail, TailReader } from './tail.js';

/** Milliseconds between looks at the publisher, for what the wire does not bring. */
const LOOK_AGAIN = 1_000;

/**
 * Reads for one subscription: from the tail what came over the wire, and from the publisher's history what did not. That
 * is so after a gap, and where a shard stands still although the publisher is ahead: its records were lost, Kafka cannot
 * be reached, the process that had the shard is gone, or a view is being built anew. What the wire brought never waits for
 * a publisher that may not answer.
 */
export class WireReader implements TailReader {
  after: readonly number[] | undefined;
  readonly movedAt: number[] = [];
  wake: () => void = () => undefined;
  readonly #stalls = new Stalls();
  #lookedAt = -Infinity;
  #looking: Promise<void> | undefined;
  #fetching: Promise<unknown> | undefined;
  /** Why the history could not be read the last time. */
  #trouble: Error | undefined;
  #fetched: readonly FeedSlice[] = [];

  constructor(
    private readonly tail: Tail,
    private readonly publisher: FeedHistory,
    private readonly consumer: Pick<FeedConsumer, 'checkpoints'>,
  ) {}

  /** Never waits: what comes later wakes the subscription. */
  readonly read: Read = async (asked, limit, types) => {
    this.#advance(asked);
    const fromWire = this.#takeFromWire(limit, types && new Set(types));
    const fetched = this.#takeFetched();
    // What was fetched is to be in effect before more is asked for, or it would be asked for again.
    if (fetched.length === 0) this.#fetch(limit, types);
    const slices = [...fetched, ...fromWire];
    if (slices.length === 0 && this.#trouble) throw this.#trouble;
    return slices;
  };

  #advance(asked: readonly number[]): void {
    const before = this.after;
    this.after = [...this.#stalls.advance(asked)];
    const now = performance.now();
    this.after.forEach((sequence, shard) => {
      if (sequence !== before?.[shard]) this.movedAt[shard] = now;
    });
    this.tail.passOn();
  }

  #takeFromWire(limit: number, wanted: ReadonlySet<string> | undefined): readonly FeedSlice[] {
    const { slices, gaps } = this.tail.take(this.#stalls.at, limit, wanted);
    if (!this.#hasLooked) this.#look(slices.length > 0);
    // Only after a look: the subscription may be further than it knows, since other processes work on it, too.
    else this.#stalls.lacks(gaps);
    this.#stalls.onWire(slices.map(({ shard }) => shard));
    return slices;
  }

  get #hasLooked(): boolean {
    return performance.now() - this.#lookedAt < LOOK_AGAIN;
  }

  /** One at a time. Where our own database does not answer, handing over says so. */
  #look(isBusy: boolean): void {
    this.#looking ??= this.#lookNow(isBusy)
      .then(
        () => this.wake(),
        () => undefined,
      )
      .finally(() => (this.#looking = undefined));
  }

  async #lookNow(isBusy: boolean): Promise<void> {
    // Checkpoints first, so that what comes between is not taken for a lag.
    const checkpoints = await this.consumer.checkpoints();
    // As long as the wire brings everything, the publisher need not be there.
    const heads = await this.publisher.heads().catch(() => undefined);
    this.#stalls.look(checkpoints, heads ?? checkpoints, performance.now(), isBusy);
    this.#lookedAt = performance.now();
  }

  /** What the history has for the shards that lack something, one request at a time. */
  #fetch(limit: number, types: readonly string[] | undefined): void {
    const { lacking } = this.#stalls;
    if (lacking.size === 0) this.#trouble = undefined;
    if (lacking.size === 0 || this.#fetching) return;
    this.#fetching = this.publisher
      .history(lacking, limit, types)
      .then(
        (slices) => this.#keep(slices, lacking),
        (error: unknown) => (this.#trouble = error instanceof Error ? error : new Error(String(error))),
      )
      .finally(() => {
        this.#fetching = undefined;
        this.wake();
      });
  }

  #keep(slices: readonly FeedSlice[], asked: ReadonlyMap<number, number>): void {
    const found = new Set(slices.map(({ shard }) => shard));
    this.#stalls.onWire([...asked.keys()].filter((shard) => !found.has(shard)));
    this.#fetched = slices;
    this.#trouble = undefined;
  }

  /** Only what still follows upon where the subscription is: it may have been set back meanwhile. */
  #takeFetched(): FeedSlice[] {
    const { at } = this.#stalls;
    const slices = this.#fetched.filter(({ shard, from, to }) => from <= (at[shard] ?? 0) && to > (at[shard] ?? 0));
    this.#fetched = [];
    return slices;
  }
}
