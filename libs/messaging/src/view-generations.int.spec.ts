import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { PostgresEventStore, ProjectionRunner } from '@clientele/event-sourcing';
import { eventually, testDatabase, type TestDatabase } from '@clientele/testing';
import { Balances, CrashingDatabase, depositing, depositsOf, openStore, rowsOf, runnerOf } from './balances.fixture.js';
import { EmbeddedFeed } from './embedded-feed.js';
import { publishAsIs } from './publish.js';

let publisher: TestDatabase;
let consumer: TestDatabase;
let bank: PostgresEventStore;
let own: PostgresEventStore;
let feed: EmbeddedFeed;
let database: CrashingDatabase;
const running: ProjectionRunner[] = [];
let names = 0;

const fresh = (): Balances => new Balances(`balances${++names}`);
const start = async (projection: Balances): Promise<ProjectionRunner> => {
  const runner = runnerOf({ projection, feed, database, store: own });
  running.push(runner);
  await runner.start();
  return runner;
};
const caughtUp = (runner: ProjectionRunner): Promise<void> =>
  eventually(async () => expect((await runner.status()).lag).toBe(0));
const deposit = (round: number) => bank.append(Array.from({ length: 50 }, (_, i) => depositing(`account-${i}`, round)));
const schemas = async (name: string): Promise<string[]> => {
  const { rows } = await consumer.pool.query('SELECT nspname FROM pg_namespace WHERE nspname LIKE $1 ORDER BY 1', [
    `${name}%`,
  ]);
  return rows.map((row) => row.nspname);
};
const versionsIn = async (name: string): Promise<number[]> => {
  const { rows } = await consumer.pool.query(`SELECT DISTINCT version FROM ${name}.accounts ORDER BY 1`);
  return rows.map((row) => row.version);
};

beforeAll(async () => {
  [publisher, consumer] = await Promise.all([testDatabase(), testDatabase()]);
  bank = await openStore('bank', publisher.pool);
  own = await openStore('ledger', consumer.pool);
  feed = new EmbeddedFeed(bank, publishAsIs('Deposited'));
  database = new CrashingDatabase(consumer.pool);
  for (let round = 0; round < 30; round++) await deposit(round);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((runner) => runner.stop()));
});
afterAll(async () => {
  await Promise.all([publisher.close(), consumer.close()]);
});

describe('a view', () => {
  it('is rebuilt to equal rows while writes run, with reads answered through the swap', async () => {
    const view = fresh();
    const runner = await start(view);
    await caughtUp(runner);
    let isOver = false;
    let reads = 0;
    const reader = (async () => {
      let known = 0;
      while (!isOver) {
        const { rows } = await consumer.pool.query(
          `SELECT sum(cardinality(amounts))::int AS n FROM ${view.name}.accounts`,
        );
        expect(rows[0].n).toBeGreaterThanOrEqual(known);
        known = rows[0].n;
        reads += 1;
      }
    })();
    const writer = (async () => {
      for (let round = 100; !isOver; round++) {
        await deposit(round);
        await setTimeout(2);
      }
    })();
    for (let times = 0; times < 3; times++) {
      await runner.rebuild();
      expect((await runner.status()).rebuilding).toBeDefined();
      await runner.rebuilt();
      expect((await runner.status()).rebuilding).toBeUndefined();
    }
    isOver = true;
    await Promise.all([reader, writer]);
    expect(reads).toBeGreaterThan(10);
    await caughtUp(runner);
    expect(await rowsOf(consumer.pool, view.name)).toEqual(await depositsOf(bank));
    await eventually(async () => expect(await schemas(view.name)).toEqual([view.name]));
  });

  it('is built anew when its version is raised, while the one before answers', async () => {
    const view = fresh();
    const first = await start(view);
    await caughtUp(first);
    await first.stop();

    const raised = Object.assign(new Balances(view.name), { version: 2, batchSize: 50 });
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    raised.before = () => gate;
    const second = await start(raised);
    expect(await versionsIn(view.name)).toEqual([1]);
    expect(await second.status()).toMatchObject({ version: 1, state: 'running', rebuilding: { version: 2 } });
    open();
    await second.rebuilt();
    await caughtUp(second);
    expect(await versionsIn(view.name)).toEqual([2]);
    expect(await second.status()).toMatchObject({ version: 2 });
    await deposit(7000);
    await caughtUp(second);
    expect(await rowsOf(consumer.pool, view.name)).toEqual(await depositsOf(bank));
  });

  it('goes on with an interrupted rebuild at the next start', async () => {
    const view = Object.assign(fresh(), { batchSize: 20 });
    const first = await start(view);
    await caughtUp(first);
    const before = view.handled;
    let batches = 0;
    let full: () => void = () => undefined;
    const half = new Promise<void>((resolve) => (full = resolve));
    view.before = async () => {
      if (++batches <= 10) return;
      full();
      throw new Error('Connection terminated unexpectedly');
    };
    await first.rebuild();
    await half;
    await first.stop();
    const built = view.handled - before;
    expect(built).toBeGreaterThan(0);

    const again = Object.assign(new Balances(view.name), { batchSize: 20 });
    const second = await start(again);
    expect((await second.status()).rebuilding).toBeDefined();
    await second.rebuilt();
    await caughtUp(second);
    const total = [...(await depositsOf(bank)).values()].flat().length;
    expect(again.handled).toBe(total - built);
    expect(await rowsOf(consumer.pool, view.name)).toEqual(await depositsOf(bank));
  });

  it('starts an interrupted rebuild over when the version is another by now', async () => {
    const view = fresh();
    await caughtUp(await start(view));
    await running.pop()!.stop();
    const second = Object.assign(new Balances(view.name), { version: 2 });
    second.before = async () => {
      throw new Error('Connection terminated unexpectedly');
    };
    await start(second);
    await running.pop()!.stop();
    const third = Object.assign(new Balances(view.name), { version: 3 });
    const runner = await start(third);
    await runner.rebuilt();
    await caughtUp(runner);
    expect(await versionsIn(view.name)).toEqual([3]);
    expect(await rowsOf(consumer.pool, view.name)).toEqual(await depositsOf(bank));
  });

  it('carries what the next generation parked over, and forgets what the one before had parked', async () => {
    const view = fresh();
    view.broken.set('account-1', async () => {
      throw new Error('no');
    });
    const runner = await start(view);
    await caughtUp(runner);
    view.broken.clear();
    view.broken.set('account-2', async () => {
      throw new Error('neither');
    });
    await runner.rebuild();
    await runner.rebuilt();
    expect((await runner.parked()).map((parked) => parked.stream)).toEqual(['account-2']);
    view.broken.clear();
    expect(await runner.replay()).toMatchObject({ replayed: 1, failed: 0 });
    await caughtUp(runner);
    expect(await rowsOf(consumer.pool, view.name)).toEqual(await depositsOf(bank));
  });

  it('is kept up by the process with the version before until the swap, and not touched by it afterwards', async () => {
    const view = fresh();
    const before = await start(view);
    await caughtUp(before);
    const raised = Object.assign(new Balances(view.name), { version: 2 });
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    raised.before = () => gate;
    const after = await start(raised);
    await deposit(8000);
    await caughtUp(before);
    expect(await versionsIn(view.name)).toEqual([1]);
    open();
    await after.rebuilt();
    await deposit(8001);
    await caughtUp(after);
    await eventually(async () =>
      expect(await before.status()).toMatchObject({
        state: 'backing-off',
        problem: expect.stringMatching(/has version 1/),
      }),
    );
    expect(await versionsIn(view.name)).toEqual([2]);
    expect(await rowsOf(consumer.pool, view.name)).toEqual(await depositsOf(bank));
  });

  it('is rebuilt by two processes at once to the same rows', async () => {
    const view = fresh();
    const [one, other] = [await start(view), await start(view)];
    await caughtUp(one);
    await Promise.all([one.rebuild(), other.rebuild()]);
    await deposit(9000);
    await Promise.all([one.rebuilt(), other.rebuilt()]);
    await caughtUp(one);
    expect(await rowsOf(consumer.pool, view.name)).toEqual(await depositsOf(bank));
    expect(await one.status()).toMatchObject({ rebuilding: undefined, parkedStreams: 0 });
    expect(await other.status()).toMatchObject({ rebuilding: undefined, parkedStreams: 0 });
  });

  it('refuses a name that is taken by another schema', async () => {
    await consumer.pool.query('CREATE SCHEMA foreigner');
    await expect(start(new Balances('foreigner'))).rejects.toThrow(/is no view's/);
  });
});
