import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventStore, Feed, FeedSlice, FeedSubscription } from '@clientele/event-sourcing';
import { eventually } from '@clientele/testing';
import { Ledger, LedgerConsumer, type Crash } from './ledger.fixture.js';
import { publishing, type Publish } from './publish.js';

/** A fresh publisher that publishes by {@link publishTold}, and a feed of it. */
export interface PublishedFeed {
  readonly store: EventStore;
  readonly feed: Feed;
  close(): Promise<void>;
}

/** `Deposited` is told as `Told`, `Advised` as itself; all else is kept. */
export const publishTold: Publish = publishing({ Told: ['Deposited'], Advised: ['Advised'] }, (event) => ({
  type: event.type === 'Deposited' ? 'Told' : event.type,
  schemaVersion: event.schemaVersion,
  data: event.data,
}));

/** The same every time. */
const seeded = (seed: number) => () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;

/** What every adapter of {@link Feed} must do. */
export const feedSuite = (name: string, makeFeed: () => Promise<PublishedFeed>): void => {
  describe(`${name}, as a feed`, () => {
    let published: PublishedFeed;
    let store: EventStore;
    let feed: Feed;
    let ledger: Ledger;
    let open: FeedSubscription[] = [];
    let expected: Map<string, number[]>;

    const append = async (type: string, streams: number, ...amounts: number[]): Promise<void> => {
      const names = Array.from({ length: streams }, (_, i) => `account-${i}`);
      await store.append(
        names.map((stream) => ({ stream, events: amounts.map((amount) => ({ type, data: { amount } })) })),
      );
      if (type !== 'Deposited') return;
      for (const stream of names) expected.set(stream, [...(expected.get(stream) ?? []), ...amounts]);
    };
    const consumer = (on = ledger): LedgerConsumer => new LedgerConsumer(feed.source, on);
    const subscribe = async (to: LedgerConsumer): Promise<FeedSubscription> => {
      const subscription = await feed.subscribe(to);
      open.push(subscription);
      return subscription;
    };
    const arrived = (in_ = ledger): Promise<void> => eventually(() => expect(in_.amounts).toEqual(expected));

    beforeEach(async () => {
      published = await makeFeed();
      ({ store, feed } = published);
      ledger = new Ledger(feed.shards);
      expected = new Map();
      open = [];
    });
    afterEach(async () => {
      await Promise.all(open.map((subscription) => subscription.close()));
      await published.close();
    });

    it('delivers what was there before and what comes while it runs, in order within each stream', async () => {
      for (let round = 0; round < 20; round++) await append('Deposited', 12, round * 2, round * 2 + 1);
      await subscribe(consumer());
      await arrived();
      for (let round = 20; round < 40; round++) await append('Deposited', 12, round * 2, round * 2 + 1);
      await arrived();
    });

    it('tells of each record where it stands and what it is', async () => {
      await store.append([
        {
          stream: 'account-0',
          events: [{ type: 'Deposited', schemaVersion: 3, data: { amount: 5 }, meta: { actor: 'user:kim' } }],
        },
      ]);
      await subscribe(consumer());
      const [record] = await eventually(() => {
        expect(ledger.effects).toHaveLength(1);
        return ledger.effects;
      });
      const [event] = await store.readStream('account-0');
      const { version: _, ...common } = event!;
      expect(record).toMatchObject({ ...common, source: feed.source, type: 'Told' });
    });

    it('has each record in effect once, although the consumer crashes before and after its commit', async () => {
      const random = seeded(7);
      const crashing = Object.assign(consumer(), {
        batchSize: 3,
        crash: (): Crash => (random() < 0.15 ? 'before-commit' : random() < 0.15 ? 'after-commit' : undefined),
      });
      await subscribe(crashing);
      for (let round = 0; round < 30; round++) await append('Deposited', 12, round);
      await arrived();
      expect(crashing.crashes).toBeGreaterThan(0);
    });

    it('has each record in effect once, although two consumers of the same name are at work', async () => {
      await subscribe(Object.assign(consumer(), { batchSize: 4 }));
      await subscribe(Object.assign(consumer(), { batchSize: 7 }));
      for (let round = 0; round < 30; round++) await append('Deposited', 12, round);
      await arrived();
    });

    it('goes on from the checkpoints after a restart', async () => {
      await append('Deposited', 12, 1, 2);
      const first = await subscribe(consumer());
      await arrived();
      await first.close();
      await append('Deposited', 12, 3, 4);
      await subscribe(consumer());
      await arrived();
    });

    it('serves consumers of different names independently', async () => {
      const other = new Ledger(feed.shards);
      await subscribe(consumer());
      await append('Deposited', 12, 1, 2);
      await arrived();
      await subscribe(Object.assign(consumer(other), { name: 'other' }));
      await arrived(other);
    });

    it('never shows what is not published, and is not held up by it', async () => {
      await subscribe(consumer());
      for (let round = 0; round < 10; round++) {
        for (let kept = 0; kept < 5; kept++) await append('Kept', 12, 99);
        await append('Deposited', 12, round);
      }
      await arrived();
      expect(new Set(ledger.effects.map((record) => record.type))).toEqual(new Set(['Told']));
    });

    it('delivers only the types that the consumer handles', async () => {
      await subscribe(Object.assign(consumer(), { types: ['Told'] }));
      await append('Advised', 12, 1);
      await append('Deposited', 12, 2);
      await append('Advised', 12, 3);
      await append('Deposited', 12, 4);
      await arrived();
    });

    it('hands over gapless runs: nothing published lies between `previous` and a record', async () => {
      const seen: FeedSlice[] = [];
      const watching = consumer();
      watching.meanwhile = async (slices) => void seen.push(...slices);
      await subscribe(watching);
      for (let round = 0; round < 10; round++) {
        await append('Kept', 12, 99);
        await append('Deposited', 12, round);
      }
      await arrived();
      const last = ledger.checkpoints.map(() => 0);
      for (const { shard, from, to, records } of seen) {
        expect(from).toBeLessThanOrEqual(to);
        for (const { previous, sequence } of records) {
          expect(previous).toBeGreaterThanOrEqual(last[shard]!);
          expect(previous).toBeLessThan(sequence);
          expect(sequence).toBeLessThanOrEqual(to);
          last[shard] = sequence;
        }
      }
    });

    it('catches up from the history when the consumer was set back, as by a restored backup', async () => {
      await subscribe(consumer());
      await append('Deposited', 12, 1, 2);
      await arrived();
      await ledger.transaction(async () => {
        ledger.effects = [];
        ledger.checkpoints = ledger.checkpoints.map(() => 0);
      });
      await append('Deposited', 12, 3);
      await arrived();
    });

    it('waits at its close for the batch in hand, and delivers nothing after it', async () => {
      let finish: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (finish = resolve));
      const slow = consumer();
      slow.meanwhile = () => gate;
      const subscription = await subscribe(slow);
      await append('Deposited', 12, 1);
      await eventually(() => expect(slow.inHand).toBe(1));
      let isClosed = false;
      const closing = subscription.close().then(() => (isClosed = true));
      await append('Deposited', 12, 2);
      expect(isClosed).toBe(false);
      finish();
      await closing;
      expect(slow.inHand).toBe(0);
      const effects = ledger.effects.length;
      expect(effects).toBeGreaterThan(0);
      await append('Deposited', 12, 3);
      subscription.wake();
      await feed.heads();
      expect(ledger.effects).toHaveLength(effects);
    });

    it('hands over one batch at a time, no larger than asked for', async () => {
      for (let round = 0; round < 50; round++) await append('Deposited', 12, round);
      const small = Object.assign(consumer(), { batchSize: 5 });
      await subscribe(small);
      await arrived();
      expect(small.mostInHand).toBe(1);
      expect(small.mostRecords).toBeLessThanOrEqual(5);
    });

    it('says what it backs off from, until all is well again', async () => {
      const failing = Object.assign(consumer(), { crash: (): Crash => 'before-commit' });
      const subscription = await subscribe(failing);
      expect(subscription.problem).toBeUndefined();
      await append('Deposited', 12, 1);
      await eventually(() => expect(subscription.problem).toMatchObject({ message: 'The consumer crashed.' }));
      failing.crash = () => undefined;
      await arrived();
      await eventually(() => expect(subscription.problem).toBeUndefined());
    });

    it('reads the history of some shards, and tells the heads', async () => {
      await append('Deposited', 12, 1, 2, 3);
      const heads = await feed.heads();
      expect(heads.reduce((sum, head) => sum + head, 0)).toBe(36);
      const shard = heads.findIndex((head) => head > 3);
      const slices = await feed.history(new Map([[shard, 1]]), 2);
      expect(slices).toMatchObject([{ shard, from: 1, to: 3 }]);
      expect(slices[0]!.records.map((record) => record.sequence)).toEqual([2, 3]);
      expect(await feed.history(new Map([[shard, heads[shard]!]]), 2)).toEqual([]);
    });
  });
};
