import type { EventStore } from '@clientele/event-sourcing';
import { EmbeddedFeed } from './embedded-feed.js';
import { publishEverything } from './publish.js';

/** A store's own events, just as they are, for the views of the same service. */
export class StoreFeed extends EmbeddedFeed {
  constructor(store: EventStore) {
    super(store, publishEverything);
  }
}
