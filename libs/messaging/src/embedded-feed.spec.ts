import { MemoryEventStore } from '@clientele/event-sourcing';
import { EmbeddedFeed } from './embedded-feed.js';
import { feedSuite, publishTold } from './feed.suite.js';

feedSuite('EmbeddedFeed of a memory store', async () => {
  const store = new MemoryEventStore({ name: 'bank', shards: 4 });
  return { store, feed: new EmbeddedFeed(store, publishTold), close: async () => undefined };
});
