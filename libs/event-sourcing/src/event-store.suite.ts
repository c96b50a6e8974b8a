import { afterEach, beforeEach, describe } from '@jest/globals';
import type { EventStore } from './event-store.js';
import { appendSuite } from './store-suite/append.suite.js';
import { modelSuite } from './store-suite/model.suite.js';
import { readingSuite } from './store-suite/reading.suite.js';
import { SHARDS } from './store-suite/reads.fixture.js';
import { transactManySuite } from './store-suite/transact-many.suite.js';
import { transactSuite } from './store-suite/transact.suite.js';
import type { Upcaster } from './upcaster.js';

/** Version 1 of AccountOpened called the owner `holder`. */
const holderToOwner: Upcaster = {
  type: 'AccountOpened',
  from: 1,
  to: 2,
  upcast: ({ holder }: { holder: string }) => ({ owner: holder }),
};

export interface StoreUnderTest {
  readonly store: EventStore;
  close(): Promise<void>;
}

type MakeStore = (options: {
  readonly name: string;
  readonly shards: number;
  readonly upcasters: readonly Upcaster[];
}) => Promise<StoreUnderTest>;

/** What every event store must do. */
export const eventStoreSuite = (name: string, makeStore: MakeStore): void => {
  describe(name, () => {
    let made: StoreUnderTest;
    beforeEach(async () => {
      made = await makeStore({ name: 'trial', shards: SHARDS, upcasters: [holderToOwner] });
    });
    afterEach(() => made.close());

    const store = (): EventStore => made.store;
    appendSuite(store);
    transactSuite(store);
    transactManySuite(store);
    readingSuite(store);
    modelSuite(store);
  });
};
