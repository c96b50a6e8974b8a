import type { EventStore, Feed, FeedConsumer, FeedSlice, FeedSubscription } from '@clientele/event-sourcing';
import { HeadWatch } from './head-watch.js';
import type { Publish } from './publish.js';
import { PullSubscription } from './pull-subscription.js';
import { LEFT_OUT, RecentRecords, type Read } from './recent-records.js';
import { toSlices } from './to-slices.js';

/** Only a safety net: the watch on the heads wakes. */
const LONGEST_SLEEP = 10_000;

/**
 * A feed without a broker: consumers read the publisher's event store through its mapping to contracts. Make one for a
 * publisher and share it among all consumers in the process, so that they share what they read. Records are shared,
 * too: a consumer must not change them.
 */
export class EmbeddedFeed implements Feed {
  readonly source: string;
  readonly shards: number;
  readonly #watch: HeadWatch;
  readonly #consumers = new Set<FeedConsumer>();
  #recent!: RecentRecords;

  constructor(
    private readonly store: EventStore,
    private readonly publish: Publish,
  ) {
    this.source = store.name;
    this.shards = store.shards;
    this.#watch = HeadWatch.of(store);
  }

  history(after: ReadonlyMap<number, number>, limit: number, types?: readonly string[]): Promise<FeedSlice[]> {
    const from = Array.from({ length: this.shards }, (_, shard) => after.get(shard) ?? LEFT_OUT);
    return this.#read(from, limit, types);
  }

  heads(): Promise<number[]> {
    return this.store.heads();
  }

  async subscribe(consumer: FeedConsumer): Promise<FeedSubscription> {
    const read: Read = (after, limit, types) => this.#recent.read(after, limit, types);
    const onClosed = (): void => {
      this.#watch.remove(subscription);
      this.#consumers.delete(consumer);
      this.#startRecent();
    };
    const subscription = new PullSubscription(this.shards, read, consumer, onClosed, LONGEST_SLEEP);
    this.#consumers.add(consumer);
    this.#startRecent();
    this.#watch.add(subscription);
    subscription.start();
    return subscription;
  }

  /** One query for all shards. */
  readonly #read: Read = async (after, limit, types) => {
    const slices = await this.store.readShards(after, limit, { types: this.publish.origins?.(types) });
    return toSlices(this.source, after, slices, this.publish, types);
  };

  /** Anew, unless the consumers handle the same types together as before. */
  #startRecent(): void {
    const types = this.#handled();
    if (this.#recent && this.#consumers.size > 0 && String(types) === String(this.#recent.types)) return;
    this.#recent = new RecentRecords({ shards: this.shards, heads: () => this.heads(), read: this.#read }, types);
  }

  #handled(): string[] | undefined {
    const types = [...this.#consumers].map((consumer) => consumer.types);
    if (types.includes(undefined)) return undefined;
    return [...new Set(types.flatMap((some) => some ?? []))].sort();
  }
}
