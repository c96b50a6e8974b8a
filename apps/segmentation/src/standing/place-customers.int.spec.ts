import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createEventTables, PostgresEventStore, type RecordedEvent, shardOf } from '@clientele/event-sourcing';
import type { Database } from '@clientele/platform';
import {
  cancelled,
  idOf,
  merged,
  purchase,
  registered,
  testDatabase,
  type TestDatabase,
  unmerged,
  viewInHand,
} from '@clientele/testing';
import type { QueryRunner } from 'typeorm';
import { changeLifecycleRule, LifecycleRules, RULE_ID } from '../lifecycle-rule/lifecycle-rule.js';
import { CreateStandings1764000000000 } from '../migrations/1764000000000-create-standings.js';
import { publishSegmentation } from '../reactions/publish-segmentation.js';
import { ValueView } from '../views/value/value.projection.js';
import { PlaceCustomers } from './place-customers.js';

const SHARDS = 4;
const NOW = new Date('2025-06-01T00:00:00.000Z');

describe('placing customers', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  let view: Awaited<ReturnType<typeof viewInHand>>;
  let customers: PlaceCustomers;

  const pooled = (): Database => {
    const { pool } = database;
    return {
      query: pool.query.bind(pool),
      transaction: async <T>(work: (tx: unknown) => Promise<T>) => {
        const client = await pool.connect();
        try {
          await client.query('BEGIN');
          const result = await work(client);
          await client.query('COMMIT');
          return result;
        } catch (error) {
          await client.query('ROLLBACK');
          throw error;
        } finally {
          client.release();
        }
      },
    } as unknown as Database;
  };

  beforeAll(async () => {
    database = await testDatabase();
    await createEventTables(database.pool);
    store = await new PostgresEventStore(database.pool, { name: 'segmentation', shards: SHARDS }).open();
    await new CreateStandings1764000000000().up(database.pool as unknown as QueryRunner);
    customers = new PlaceCustomers(pooled(), store);
  });
  beforeEach(async () => {
    await database.pool.query('TRUNCATE public.events, public.standings');
    view = await viewInHand(database.pool, new ValueView());
  });
  afterAll(() => database.close());

  const events = async (): Promise<RecordedEvent[]> =>
    (await store.readShards(Array(SHARDS).fill(0), 1_000_000)).flatMap((slice) => slice.events);
  /** What was said so far, as `customer: from > to`. */
  const news = async (): Promise<string[]> => {
    const all = (await events()).filter((event) => event.type !== 'LifecycleRuleChanged');
    const said = all.map((event) => {
      const { customerId, from = '', to = '' } = event.data as { customerId: string; from?: string; to?: string };
      return `${Number(customerId.slice(-12))}: ${from} > ${to}`;
    });
    return said.sort().slice(0, 1_000);
  };
  const newsAfter = async (work: () => Promise<unknown>): Promise<string[]> => {
    const before = await news();
    await work();
    const after = await news();
    for (const each of before) after.splice(after.indexOf(each), 1);
    return after;
  };
  const pass = (at = NOW) => newsAfter(() => customers.pass(at));

  it('puts prospects, buyers and repeat buyers where they belong, once', async () => {
    await view.apply([
      ...[1, 2, 3].map((n) => registered(n, [`k${n}`])),
      purchase(101, { key: 'k2', at: '2025-05-01' }),
      purchase(102, { key: 'k3', at: '2025-05-02' }),
      purchase(103, { key: 'k3', at: '2025-05-03' }),
    ]);
    expect(await pass()).toEqual([
      '1:  > prospect',
      '2:  > first-time',
      '2:  > lost',
      '3:  > need-attention',
      '3:  > repeat',
    ]);
    expect(await pass()).toEqual([]);
  });

  it('sees customers lapse by time alone, to the millisecond', async () => {
    await view.apply([registered(1, ['a']), purchase(101, { key: 'a', at: '2025-01-01' })]);
    await pass(new Date('2025-06-01'));
    expect(await pass(new Date('2025-12-31T23:59:59.999Z'))).toEqual([]);
    expect(await pass(new Date('2026-01-01T00:00:00.000Z'))).toEqual(['1: first-time > lapsed']);
  });

  it('follows a changed rule', async () => {
    await view.apply([registered(1, ['a']), purchase(101, { key: 'a', at: '2025-05-01' })]);
    await pass();
    await store.transact(LifecycleRules, RULE_ID, changeLifecycleRule({ lapsedAfterDays: 30 }));
    expect(await pass()).toEqual(['1: first-time > lapsed']);
    await store.transact(LifecycleRules, RULE_ID, changeLifecycleRule({ lapsedAfterDays: 32 }));
    expect(await pass()).toEqual(['1: lapsed > first-time']);
  });

  it('takes a merged customer out, and puts it back when that is undone', async () => {
    await view.apply(
      [1, 2].flatMap((n) => [registered(n, [`k${n}`]), purchase(100 + n, { key: `k${n}`, at: '2025-05-01' })]),
    );
    await pass();
    await view.apply([merged(2, 1)]);
    expect(await pass()).toEqual(['1: first-time > repeat', '2: first-time > ', '2: lost > ']);
    await view.apply([unmerged(2, 1)]);
    expect(await pass()).toEqual(['1: repeat > first-time', '2:  > first-time', '2:  > lost']);
  });

  it('makes a prospect of a customer whose only purchase is cancelled', async () => {
    await view.apply([registered(1, ['a']), purchase(101, { key: 'a', at: '2025-05-01' })]);
    await pass();
    await view.apply([cancelled(101)]);
    expect(await pass()).toEqual(['1: first-time > prospect', '1: lost > ']);
  });

  it('says nothing when the view was built anew', async () => {
    const story = [1, 2, 3].flatMap((n) => [
      registered(n, [`k${n}`]),
      purchase(100 + n, { key: `k${n}`, at: `2025-05-0${n}` }),
    ]);
    await view.apply(story);
    await pass();
    view = await viewInHand(database.pool, new ValueView());
    await view.apply([...story].reverse(), 2);
    expect(await pass()).toEqual([]);
  });

  it('loses and doubles nothing where a pass breaks off, and where two run at once', async () => {
    await view.apply(Array.from({ length: 3_500 }, (_, n) => registered(n, [`k${n}`])));
    let batches = 0;
    expect(await customers.pass(NOW, () => ++batches > 2)).toMatchObject({ isWhole: false });
    expect((await events()).length).toBe(2_000);
    const done = await Promise.all([customers.pass(NOW), customers.pass(NOW), customers.pass(NOW)]);
    expect(done.map((each) => each.isWhole)).toContain(true);
    await customers.pass(NOW);
    const all = await events();
    expect(new Set(all.map((event) => event.stream)).size).toBe(3_500);
    expect(all.length).toBe(3_500);
  });

  it('publishes where customers stand, and nothing else', async () => {
    await view.apply([registered(1, ['a']), purchase(101, { key: 'a', at: '2025-05-01' })]);
    await customers.pass(NOW);
    await store.transact(LifecycleRules, RULE_ID, changeLifecycleRule({ lapsedAfterDays: 30 }));
    const published = (await events()).flatMap((event) => publishSegmentation(event) ?? []);
    const occurredAt = NOW.toISOString();
    expect(published).toEqual([
      { type: 'LifecycleStageChanged', schemaVersion: 1, data: { customerId: idOf(1), to: 'first-time', occurredAt } },
      { type: 'SegmentChanged', schemaVersion: 1, data: { customerId: idOf(1), to: 'lost', occurredAt } },
    ]);
    expect(shardOf(`standing-${idOf(1)}`, SHARDS)).toBe((await events())[0]!.shard);
  });

  it('places 23,570 customers in batches, and then no one again', async () => {
    const ids = Array.from({ length: 23_570 }, (_, n) => n);
    await view.apply(
      ids.flatMap((n) => [
        registered(n, [`k${n}`]),
        purchase(100_000 + n, { key: `k${n}`, at: `1997-0${(n % 9) + 1}-01` }),
      ]),
      10_000,
    );
    await database.pool.query('ANALYZE');
    const began = performance.now();
    await customers.pass(NOW);
    const took = performance.now() - began;
    console.info(`placing: ${Math.round(23_570_000 / took)} customers/s`);
    expect((await events()).length).toBe(2 * 23_570);
    const again = performance.now();
    await customers.pass(NOW);
    console.info(`a pass without changes: ${Math.round(performance.now() - again)} ms`);
    expect((await events()).length).toBe(2 * 23_570);
  }, 120_000);
});
