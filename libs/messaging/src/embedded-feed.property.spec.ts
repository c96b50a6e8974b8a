import { describe, expect } from '@jest/globals';
import { MemoryEventStore, type FeedSubscription } from '@clientele/event-sourcing';
import { always, eventually } from '@clientele/testing';
import fc from 'fast-check';
import { EmbeddedFeed } from './embedded-feed.js';
import { publishTold } from './feed.suite.js';
import { Ledger, LedgerConsumer, type Crash } from './ledger.fixture.js';

const consumer = fc.record({
  batchSize: fc.constantFrom(1, 3, 50),
  /** What becomes of one batch after the other; all well after the last. */
  crashes: fc.array(fc.constantFrom<Crash>('before-commit', 'after-commit', undefined), { maxLength: 5 }),
});
const round = fc.record({
  accounts: fc.nat(12),
  kept: fc.nat(6),
  closes: fc.boolean(),
  opens: fc.option(consumer, { nil: undefined }),
});

describe('an embedded feed', () => {
  always(
    'has each record in effect once and in order, however many of one name are at work and wherever they crash',
    fc.asyncProperty(consumer, fc.array(round, { maxLength: 8 }), async (first, rounds) => {
      const store = new MemoryEventStore({ name: 'bank', shards: 4 });
      const feed = new EmbeddedFeed(store, publishTold);
      const ledger = new Ledger(feed.shards);
      const open: FeedSubscription[] = [];
      const expected = new Map<string, number[]>();
      const subscribe = async ({ batchSize, crashes }: typeof first): Promise<void> => {
        const left = [...crashes];
        const crashing = Object.assign(new LedgerConsumer(feed.source, ledger), {
          batchSize,
          crash: () => left.shift(),
        });
        open.push(await feed.subscribe(crashing));
      };
      await subscribe(first);
      for (const [number, { accounts, kept, closes, opens }] of rounds.entries()) {
        for (let n = 0; n < kept; n++)
          await store.append([{ stream: `kept-${n}`, events: [{ type: 'Kept', data: {} }] }]);
        for (let n = 0; n < accounts; n++) {
          const stream = `account-${n}`;
          await store.append([{ stream, events: [{ type: 'Deposited', data: { amount: number } }] }]);
          expected.set(stream, [...(expected.get(stream) ?? []), number]);
        }
        if (closes) await open.shift()?.close();
        if (opens) await subscribe(opens);
      }
      if (open.length === 0) await subscribe({ batchSize: 50, crashes: [] });
      await eventually(() => expect(ledger.amounts).toEqual(expected));
      await Promise.all(open.map((subscription) => subscription.close()));
    }),
    { runs: 25 },
  );
});
