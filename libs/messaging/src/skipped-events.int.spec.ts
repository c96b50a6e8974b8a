import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type FeedConsumer,
  type FeedSubscription,
  type PostgresEventStore,
  type ProjectionRunner,
} from '@clientele/event-sourcing';
import { eventually, testDatabase, type TestDatabase } from '@clientele/testing';
import { Balances, CrashingDatabase, depositing, openStore, rowsOf, runnerOf } from './balances.fixture.js';
import { EmbeddedFeed } from './embedded-feed.js';
import { publishEverything } from './publish.js';

class CountingDatabase extends CrashingDatabase {
  transactions = 0;

  override transaction: CrashingDatabase['transaction'] = (work) => {
    this.transactions += 1;
    return super.transaction(work);
  };
}

/** As a feed does that goes by the checkpoints while it reads. */
class LookingFeed extends EmbeddedFeed {
  override async subscribe(consumer: FeedConsumer): Promise<FeedSubscription> {
    const subscription = await super.subscribe(consumer);
    const looking = setInterval(() => void consumer.checkpoints(), 50);
    const close = async (): Promise<void> => {
      clearInterval(looking);
      await subscription.close();
    };
    return {
      problem: undefined,
      wake: () => subscription.wake(),
      readAgain: () => subscription.readAgain(),
      close,
    };
  }
}

let db: TestDatabase;
let bank: PostgresEventStore;
let database: CountingDatabase;
let names = 0;
let runner: ProjectionRunner;
let view: Balances;

/** They concern nobody. */
const visit = async (times: number): Promise<void> => {
  for (let time = 0; time < times; time++)
    await bank.append([{ stream: 'visits', events: [{ type: 'Visited', data: {} }] }]);
};
const stored = async (): Promise<number> => {
  const { rows } = await db.pool.query<{ sum: number }>(
    'SELECT sum(sequence)::int AS sum FROM checkpoints WHERE subscription = $1',
    [view.name],
  );
  return rows[0]!.sum;
};
const headsOf = async (): Promise<number> => (await bank.heads()).reduce((sum, head) => sum + head, 0);
const start = async (feed = new EmbeddedFeed(bank, publishEverything)): Promise<void> => {
  runner = runnerOf({ projection: view, feed, database, store: bank });
  await runner.start();
  await eventually(async () => expect((await runner.status()).lag).toBe(0));
};

beforeAll(async () => {
  db = await testDatabase();
  bank = await openStore('bank', db.pool);
});
afterEach(() => runner.stop());
afterAll(() => db.close());

describe('Events that do not concern a view', () => {
  it('cost no commit each, are seen at once, and written down soon', async () => {
    [view, database] = [new Balances(`view${++names}`), new CountingDatabase(db.pool)];
    await start();
    const before = database.transactions;
    await visit(50);
    await eventually(async () => expect((await runner.status()).lag).toBe(0));
    await eventually(async () => expect(await stored()).toBe(await headsOf()));
    expect(database.transactions - before).toBeLessThan(10);
  });

  it('are seen by who waits for a position among them', async () => {
    [view, database] = [new Balances(`view${++names}`), new CountingDatabase(db.pool)];
    await start();
    const [result] = await bank.append([{ stream: 'visits', events: [{ type: 'Visited', data: {} }] }]);
    if (!result?.ok) throw new Error('It was not appended.');
    await runner.waitFor(new Map([['bank', [result.position]]]), 5_000);
  });

  it('go with the next one that does', async () => {
    [view, database] = [new Balances(`view${++names}`), new CountingDatabase(db.pool)];
    await start();
    await visit(3);
    await bank.append([depositing('visits', 7)]);
    await eventually(async () => expect((await rowsOf(db.pool, view.name)).get('visits')).toContain(7));
    await runner.stop();
    expect(await stored()).toBe(await headsOf());
  });

  it('are written down also where the feed asks for the checkpoints meanwhile', async () => {
    [view, database] = [new Balances(`view${++names}`), new CountingDatabase(db.pool)];
    await start(new LookingFeed(bank, publishEverything));
    await visit(1);
    await eventually(async () => expect(await stored()).toBe(await headsOf()));
  });

  it('are written down also where the database is away at first', async () => {
    [view, database] = [new Balances(`view${++names}`), new CountingDatabase(db.pool)];
    await start();
    database.crash = () => (database.crashes < 3 ? 'before-commit' : undefined);
    await visit(1);
    await eventually(async () => expect(await stored()).toBe(await headsOf()));
    expect(database.crashes).toBe(3);
  });

  it('are written down when it stops', async () => {
    [view, database] = [new Balances(`view${++names}`), new CountingDatabase(db.pool)];
    await start();
    await visit(1);
    await eventually(async () => expect((await runner.status()).lag).toBe(0));
    await runner.stop();
    expect(await stored()).toBe(await headsOf());
  });

  it('hide no gap: where the checkpoints were set back, all that follows is had', async () => {
    [view, database] = [new Balances(`view${++names}`), new CountingDatabase(db.pool)];
    await start();
    await bank.append([depositing('restored', 1, 2)]);
    await eventually(async () => expect((await rowsOf(db.pool, view.name)).get('restored')).toEqual([1, 2]));
    await eventually(async () => expect(await stored()).toBe(await headsOf()));
    // As a backup from before these two would have it.
    await db.pool.query(`DELETE FROM ${view.name}.accounts WHERE account = 'restored'`);
    await db.pool.query(
      `UPDATE checkpoints c SET sequence = c.sequence - 2 FROM events e
       WHERE c.subscription = $1 AND c.shard = e.shard AND e.stream = 'restored' AND e.version = 2`,
      [view.name],
    );
    await bank.append([{ stream: 'restored', events: [{ type: 'Visited', data: {} }] }]);
    await eventually(async () => expect((await rowsOf(db.pool, view.name)).get('restored')).toEqual([1, 2]));
    await eventually(async () => expect(await stored()).toBe(await headsOf()));
  });
});
