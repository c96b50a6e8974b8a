import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  FeedGapError,
  decodePositions,
  encodePositions,
  type Feed,
  type FeedConsumer,
  ProjectionRunner,
  type PostgresEventStore,
} from '@clientele/event-sourcing';
import { eventually, testDatabase, type TestDatabase } from '@clientele/testing';
import {
  Balances,
  CrashingDatabase,
  Echo,
  depositing,
  depositsOf,
  openStore,
  rowsOf,
  runnerOf,
  type Crash,
} from './balances.fixture.js';
import { EmbeddedFeed } from './embedded-feed.js';
import { publishAsIs } from './publish.js';

let publisher: TestDatabase;
let consumer: TestDatabase;
let bank: PostgresEventStore;
let own: PostgresEventStore;
let feed: EmbeddedFeed;
let database: CrashingDatabase;
let names = 0;
const running: ProjectionRunner[] = [];

const fresh = (): Balances => new Balances(`balances${++names}`);
const start = async (projection: Balances | Echo, on = database): Promise<ProjectionRunner> => {
  const runner = runnerOf({ projection, feed, database: on, store: own });
  running.push(runner);
  await runner.start();
  return runner;
};
const caughtUp = (runner: ProjectionRunner): Promise<void> =>
  eventually(async () => expect((await runner.status()).lag).toBe(0));
/** Some deposits to each of 40 accounts, in small appends. */
const deposit = async (rounds: number, base = 0): Promise<void> => {
  for (let round = 0; round < rounds; round++) {
    await bank.append(
      Array.from({ length: 40 }, (_, i) => depositing(`account-${i}`, base + round * 2, base + round * 2 + 1)),
    );
  }
};

beforeAll(async () => {
  [publisher, consumer] = await Promise.all([testDatabase(), testDatabase()]);
  bank = await openStore('bank', publisher.pool);
  own = await openStore('ledger', consumer.pool);
  feed = new EmbeddedFeed(bank, publishAsIs('Deposited'));
  database = new CrashingDatabase(consumer.pool);
});
afterEach(async () => {
  database.crash = () => undefined;
  await Promise.all(running.splice(0).map((runner) => runner.stop()));
});
afterAll(async () => {
  await Promise.all([publisher.close(), consumer.close()]);
});

/** The feed as it is, but nothing comes. */
const quietFeed = (of: Feed): Feed => ({
  source: of.source,
  shards: of.shards,
  history: (...args) => of.history(...args),
  heads: () => of.heads(),
  subscribe: async () => ({ problem: undefined, wake() {}, readAgain() {}, close: async () => undefined }),
});

/** The same every time. */
const seeded = (seed: number) => () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;

describe('ProjectionRunner', () => {
  it('has each record in effect exactly once, in order, whatever crashes between handling and commit', async () => {
    const random = seeded(42);
    const view = Object.assign(fresh(), { batchSize: 5 });
    const runner = await start(view);
    database.crash = (): Crash => (random() < 0.2 ? 'before-commit' : random() < 0.2 ? 'after-commit' : undefined);
    await deposit(20);
    await caughtUp(runner);
    expect(database.crashes).toBeGreaterThan(5);
    expect(await rowsOf(consumer.pool, view.name)).toEqual(await depositsOf(bank));
  });

  it('goes on from its checkpoints after a restart', async () => {
    const view = fresh();
    const first = await start(view);
    await caughtUp(first);
    await first.stop();
    await deposit(2);
    const before = view.handled;
    await caughtUp(await start(view));
    expect(view.handled - before).toBe(160);
    expect(await rowsOf(consumer.pool, view.name)).toEqual(await depositsOf(bank));
  });

  it('parks a poisoned stream with its successors, lets all others go on, and replays to the same rows', async () => {
    const view = fresh();
    view.broken.set('account-7', async () => {
      throw new Error('no deposit of ann@example.org');
    });
    view.broken.set('account-9', (tx) => tx.query(`SELECT 'Ann Smith'::int`));
    const runner = await start(view);
    await deposit(3);
    await caughtUp(runner);

    const all = await depositsOf(bank);
    const healthy = new Map([...all].filter(([account]) => !view.broken.has(account)));
    expect(await rowsOf(consumer.pool, view.name)).toEqual(healthy);
    const parked = await runner.parked();
    expect(parked.map(({ stream, attempts, records }) => ({ stream, attempts, records }))).toEqual([
      { stream: 'account-7', attempts: 1, records: all.get('account-7')!.length },
      { stream: 'account-9', attempts: 1, records: all.get('account-9')!.length },
    ]);
    expect(parked.map((one) => one.error).join()).not.toMatch(/ann|smith/i);
    expect(parked[1]!.error).toContain('22P02');

    view.broken.delete('account-7');
    expect(await runner.replay()).toMatchObject({ replayed: 1, failed: 1 });
    expect(await runner.parked()).toMatchObject([{ stream: 'account-9', attempts: 2 }]);

    await deposit(2, 1000);
    await caughtUp(runner);
    expect(await runner.replay('account-7')).toMatchObject({ replayed: 0, failed: 0 });
    view.broken.clear();
    expect(await runner.replay('account-9')).toMatchObject({ replayed: 1, failed: 0 });
    await deposit(1, 2000);
    await caughtUp(runner);
    expect(await runner.parked()).toEqual([]);
    expect(await rowsOf(consumer.pool, view.name)).toEqual(await depositsOf(bank));
  });

  it('applies what came before the fault in the same stream and batch, and holds back the rest', async () => {
    const view = fresh();
    let mended = false;
    view.before = async (records) => {
      if (!mended && records.some(({ data }) => (data as { amount: number }).amount === 66)) throw new Error('66');
    };
    const runner = await start(view);
    await bank.append([depositing('six', 64, 65, 66, 67)]);
    await caughtUp(runner);
    expect((await rowsOf(consumer.pool, view.name)).get('six')).toEqual([64, 65]);
    expect(await runner.parked()).toMatchObject([{ stream: 'six', records: 2 }]);
    mended = true;
    await runner.replay();
    expect((await rowsOf(consumer.pool, view.name)).get('six')).toEqual([64, 65, 66, 67]);
  });

  it('fences a zombie: two runners of one view, each record in effect once', async () => {
    const view = Object.assign(fresh(), { batchSize: 7 });
    let atWork = 0;
    let mostAtWork = 0;
    view.before = async () => {
      mostAtWork = Math.max(mostAtWork, ++atWork);
      await consumer.pool.query('SELECT 1');
      atWork -= 1;
    };
    const [one, other] = [await start(view), await start(view, new CrashingDatabase(consumer.pool))];
    await deposit(10);
    await caughtUp(one);
    await caughtUp(other);
    expect(mostAtWork).toBe(1);
    expect(await rowsOf(consumer.pool, view.name)).toEqual(await depositsOf(bank));
  });

  it('lets one batch at a time through over all sources and runners, so that what belongs together meets', async () => {
    const other = await testDatabase();
    const shop = await openStore('shop', other.pool);
    const shopFeed = new EmbeddedFeed(shop, publishAsIs('Deposited'));
    const view = fresh();
    view.sources['shop'] = ['Deposited'];
    const inShop = Promise.withResolvers<void>();
    const inBank = Promise.withResolvers<void>();
    let isInShop = false;
    let hasMet = false;
    view.before = async ([first]) => {
      if (first?.source === 'bank') {
        hasMet ||= isInShop;
        return inBank.resolve();
      }
      isInShop = true;
      inShop.resolve();
      // Time enough for the other runner's batch from the bank, were it let through.
      await Promise.race([inBank.promise, setTimeout(500)]);
      isInShop = false;
    };
    await deposit(1);
    await shop.append([depositing('shop', 1)]);
    const runnerWith = (...feeds: Feed[]): ProjectionRunner => {
      const bySource = new Map(feeds.map((one) => [one.source, one]));
      const runner = new ProjectionRunner({ projection: view, feeds: bySource, database, store: own });
      running.push(runner);
      return runner;
    };
    const ofShop = runnerWith(quietFeed(feed), shopFeed);
    await ofShop.start();
    await inShop.promise;
    const ofBank = runnerWith(feed, quietFeed(shopFeed));
    // Its start waits for the batch in hand, too.
    await ofBank.start();
    await caughtUp(ofBank);
    expect(hasMet).toBe(false);
    expect((await rowsOf(consumer.pool, view.name)).get('shop')).toEqual([1]);
    await Promise.all([ofShop.stop(), ofBank.stop()]);
    await other.close();
  });

  it('drops what it had, and refuses to go on over a gap', async () => {
    const view = fresh();
    let handle: FeedConsumer['handle'] | undefined;
    const manual = {
      source: 'bank',
      shards: feed.shards,
      history: feed.history.bind(feed),
      heads: () => feed.heads(),
      subscribe: async (given: FeedConsumer) => {
        handle = (slices) => given.handle(slices);
        return { problem: undefined, wake() {}, readAgain() {}, close: async () => undefined };
      },
    };
    const runner = runnerOf({ projection: view, feed: manual, database, store: own });
    await runner.start();
    const slices = await feed.history(new Map([[0, 0]]), 10);
    await handle!(slices);
    await handle!(slices);
    expect(view.handled).toBe(10);
    const later = await feed.history(new Map([[0, 12]]), 10);
    await expect(handle!(later)).rejects.toBeInstanceOf(FeedGapError);
    await handle!(await feed.history(new Map([[0, 5]]), 10));
    expect(view.handled).toBe(15);
  });

  it('commits what a reaction appends together with its checkpoint, and wakes readers', async () => {
    const runner = await start(new Echo());
    let woken = 0;
    const stop = own.onAppended(() => (woken += 1));
    await deposit(5, 5000);
    await caughtUp(runner);
    stop();
    expect(woken).toBeGreaterThan(0);
    const echoed = (await own.readShards(Array<number>(own.shards).fill(0), 1_000_000)).flatMap(
      (slice) => slice.events,
    );
    const deposits = [...(await depositsOf(bank)).values()].flat();
    expect(echoed).toHaveLength(deposits.length);
  });

  it('parks what a reaction refuses, and appends for all else', async () => {
    const echo = new Echo('careful-echo');
    echo.refused = 'account-3';
    const runner = await start(echo);
    await caughtUp(runner);
    const deposits = await depositsOf(bank);
    expect(await runner.parked()).toMatchObject([
      { stream: 'account-3', records: deposits.get('account-3')!.length, error: 'NoEcho: It shall not be echoed.' },
    ]);
    expect(await own.readStream('careful-echo-account-3')).toEqual([]);
    expect(await own.readStream('careful-echo-account-4')).toHaveLength(deposits.get('account-4')!.length);
    echo.refused = undefined;
    expect(await runner.replay()).toMatchObject({ replayed: 1, failed: 0 });
    const echoed = await own.readStream('careful-echo-account-3');
    expect(echoed.map(({ data }) => (data as { amount: number }).amount)).toEqual(deposits.get('account-3'));
  });

  it('waits for a position token, and says so when it does not come', async () => {
    const view = fresh();
    const runner = await start(view);
    const [result] = await bank.append([depositing('waited', 1)]);
    const { position } = result as { position: { shard: number; sequence: number } };
    const token = encodePositions(new Map([['bank', [position]]]));
    await runner.waitFor(decodePositions(token), 5_000);
    expect((await rowsOf(consumer.pool, view.name)).get('waited')).toEqual([1]);
    const future = decodePositions(`bank@${position.shard}.${position.sequence + 1}`);
    await expect(runner.waitFor(future, 50)).rejects.toMatchObject({ code: 'PositionNotReached' });
    const nowhere = new Map([[[...future.keys()][0]!, [{ shard: 4_711, sequence: 1 }]]]);
    await expect(runner.waitFor(nowhere, 50)).rejects.toMatchObject({ code: 'InvalidPositionToken' });
    await runner.waitFor(decodePositions('elsewhere@0.99'), 50);
  });

  it('backs off in words while the database is away, and goes on when it is back', async () => {
    const view = fresh();
    const runner = await start(view);
    await caughtUp(runner);
    database.crash = () => 'before-commit';
    await deposit(1);
    await eventually(async () =>
      expect(await runner.status()).toMatchObject({
        state: 'backing-off',
        problem: expect.stringMatching(/terminated/),
      }),
    );
    expect(await runner.parked()).toEqual([]);
    database.crash = () => undefined;
    await caughtUp(runner);
    expect(await runner.status()).toMatchObject({ state: 'running', parkedStreams: 0, problem: undefined });
    await runner.stop();
    expect(await runner.status()).toMatchObject({ state: 'stopped' });
  });
});
