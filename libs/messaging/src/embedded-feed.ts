import type { EventStore, Feed, FeedConsumer, FeedSlice, FeedSubscription } from '@clientele/event-sourcing';
import { EmbeddedSubscription } from './embedded-subscription.js';
import { HeadWatch } from './head-watch.js';
import type { Publish } from './publish.js';
import { toSlices } from './to-slices.js';

/**
 * A feed without a broker: consumers read the publisher's event store through its mapping to contracts. Make one for a
 * publisher and share it among all consumers in the process.
 */
export class EmbeddedFeed implements Feed {
  readonly source: string;
  readonly shards: number;
  readonly #watch: HeadWatch;

  constructor(
    private readonly store: EventStore,
    private readonly publish: Publish,
  ) {
    this.source = store.name;
    this.shards = store.shards;
    this.#watch = new HeadWatch(store);
  }

  /** One query for all shards. */
  async history(after: ReadonlyMap<number, number>, limit: number, types?: readonly string[]): Promise<FeedSlice[]> {
    // No event follows upon the greatest sequence there is: shards that were not asked for stay out.
    const from = Array.from({ length: this.shards }, (_, shard) => after.get(shard) ?? Number.MAX_SAFE_INTEGER);
    const slices = await this.store.readShards(from, limit, { types: this.publish.origins?.(types) });
    return toSlices(this.source, from, slices, this.publish, types);
  }

  heads(): Promise<number[]> {
    return this.store.heads();
  }

  async subscribe(consumer: FeedConsumer): Promise<FeedSubscription> {
    const subscription = new EmbeddedSubscription(this, consumer, () => this.#watch.remove(subscription));
    this.#watch.add(subscription);
    return subscription;
  }
}
