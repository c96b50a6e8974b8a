import { interleavingSuite, WAYS } from './interleavings.suite.js';
import { MemoryEventStore } from './memory-event-store.js';

interleavingSuite('MemoryEventStore', {
  ways: WAYS,
  runs: 200,
  fresh: async (shards) => {
    const store = new MemoryEventStore({ shards });
    return { stores: [store], onlooker: store };
  },
});
