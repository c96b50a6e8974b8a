import type { EventStore, Feed, FeedConsumer, FeedSlice, FeedSubscription } from '@clientele/event-sourcing';
import type { Publish } from './publish.js';

/**
 * A feed without a broker: consumers read the publisher's event store through its mapping to contracts. Make one for a
 * publisher and share it among all consumers in the process.
 */
export class EmbeddedFeed implements Feed {
  readonly source: string;
  readonly shards: number;

  constructor(
    private readonly store: EventStore,
    private readonly publish: Publish,
  ) {
    this.source = store.name;
    this.shards = store.shards;
  }

  async history(_after: ReadonlyMap<number, number>, _limit: number, _types?: readonly string[]): Promise<FeedSlice[]> {
    throw new Error(`not yet: ${typeof this.publish}`);
  }

  heads(): Promise<number[]> {
    return this.store.heads();
  }

  async subscribe(_consumer: FeedConsumer): Promise<FeedSubscription> {
    throw new Error('not yet');
  }
}

/** A store's own events, unmapped, for the views of the same service. */
export class StoreFeed extends EmbeddedFeed {
  constructor(store: EventStore) {
    super(store, (event) => ({ type: event.type, schemaVersion: event.schemaVersion, data: event.data }));
  }
}
