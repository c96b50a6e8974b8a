import { eventStoreSuite } from './event-store.suite.js';
import { MemoryEventStore } from './memory-event-store.js';

eventStoreSuite('MemoryEventStore', async (options) => ({
  store: new MemoryEventStore(options),
  close: async () => undefined,
}));
