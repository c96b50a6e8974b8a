import { testDatabase } from '@clientele/testing';
import { openStore } from './balances.fixture.js';
import { EmbeddedFeed } from './embedded-feed.js';
import { feedSuite, publishTold } from './feed.suite.js';

feedSuite('EmbeddedFeed of a PostgreSQL store', async () => {
  const database = await testDatabase();
  const store = await openStore('bank', database.pool);
  return { store, feed: new EmbeddedFeed(store, publishTold), close: () => database.close() };
});
