import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RecordedEvent, shardOf } from '@clientele/event-sourcing';
import {
  cancelled,
  idOf,
  merged,
  purchase,
  readBy,
  refunded,
  registered,
  unmerged,
  type ViewInHand,
} from '@clientele/testing';
import { changeLifecycleRule, LifecycleRules, RULE_ID } from '../lifecycle-rule/lifecycle-rule.js';
import { publishSegmentation } from '../reactions/publish-segmentation.js';
import { isOfItsMoment } from './basis.js';
import type { PlaceCustomers } from './place-customers.js';
import { openPlacing, type Placing, PLACING_READS, PLACING_SHARDS } from './placing.fixture.js';

const NOW = new Date('2025-06-01T00:00:00.000Z');

describe('placing customers', () => {
  let placing: Placing;
  let view: ViewInHand;
  let customers: PlaceCustomers;

  beforeAll(async () => {
    placing = await openPlacing();
  });
  beforeEach(async () => {
    view = await placing.newView();
    customers = placing.newProcess();
  });
  afterAll(() => placing.database.close());

  const events = (): Promise<RecordedEvent[]> => placing.events();
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

  /** Each bought once, the first for 1.00, the last for 10.00. */
  const placeTen = async (): Promise<void> => {
    const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    await view.apply([
      ...ids.map((n) => registered(n, [`k${n}`])),
      ...ids.map((n) => purchase(100 + n, { key: `k${n}`, at: '2025-05-01', amount: `${n}.00` })),
    ]);
    await pass();
  };

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
    await placing.store.transact(LifecycleRules, RULE_ID, changeLifecycleRule({ lapsedAfterDays: 30 }));
    expect(await pass()).toEqual(['1: first-time > lapsed']);
    await placing.store.transact(LifecycleRules, RULE_ID, changeLifecycleRule({ lapsedAfterDays: 32 }));
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
    view = await placing.rebuiltView();
    await view.apply([...story].reverse(), 2);
    expect(await pass()).toEqual([]);
  });

  it('compares everybody where a view was built anew, whoever is said to have changed', async () => {
    const story = [registered(1, ['a']), purchase(101, { key: 'a', at: '2025-05-01' })];
    await view.apply(story);
    await pass();
    view = await placing.rebuiltView();
    await view.apply([...story, registered(2, ['b'])]);
    // As a pass does that began before the swap and ends after it.
    await placing.database.pool.query('DELETE FROM value.changed_customers');
    expect(await pass()).toEqual(['2:  > prospect']);
  });

  it('scores those anew who spent nothing, where others come to have spent less than that', async () => {
    const ids = [1, 2, 3, 4, 5];
    await view.apply([
      ...ids.map((n) => registered(n, [`k${n}`])),
      ...ids.map((n) => purchase(100 + n, { key: `k${n}`, at: '2025-05-01', currency: n < 4 ? 'USD' : 'EUR' })),
    ]);
    await pass();
    await view.apply([101, 102, 103].map((n) => refunded(n, n, '20.00', '2025-05-02')));
    expect((await pass()).map((each) => each.split(':')[0])).toEqual(['4', '5']);
  });

  it('follows a cut back to where it was before a pass that broke off', async () => {
    await placeTen();
    await view.apply([refunded(110, 1, '10.00', '2025-05-02'), refunded(109, 2, '9.00', '2025-05-02')]);
    const moved = await newsAfter(() => placing.breakOff(customers, NOW));
    const bystanders = moved.filter((each) => !/^(9|10):/.test(each));
    expect(bystanders).not.toEqual([]);
    await view.apply([
      purchase(210, { key: 'k10', at: '2025-05-01', amount: '10.00' }),
      purchase(209, { key: 'k9', at: '2025-05-01', amount: '9.00' }),
      cancelled(110),
      cancelled(109),
    ]);
    await pass();
    expect(await newsAfter(() => placing.newProcess().pass(NOW))).toEqual([]);
    const { rows } = await placing.database.pool.query('SELECT placed IS NOT NULL AS known FROM public.last_placing');
    expect(rows).toEqual([{ known: true }]);
  });

  it('compares everybody where other code has placed customers since', async () => {
    await view.apply([registered(1, ['a']), purchase(101, { key: 'a', at: '2025-05-01' })]);
    await pass();
    const { pool } = placing.database;
    await pool.query(`UPDATE public.last_placing SET placed = placed || '{"rules": "others"}'`);
    await pool.query(`UPDATE public.standings SET segment = 'another'`);
    await customers.pass(NOW);
    const { rows } = await pool.query('SELECT segment FROM public.standings');
    expect(rows).toEqual([{ segment: 'lost' }]);
  });

  it('is not whole where another pass has overtaken it, and all is said once in the end', async () => {
    await view.apply([registered(1, ['a'])]);
    const other = await placing.database.pool.connect();
    try {
      await other.query('BEGIN');
      await other.query('UPDATE public.last_placing SET revision = revision + 1');
      // It has read what the other one is about to change, and waits for it as soon as it writes.
      let overtaking: Promise<unknown> | undefined;
      const overtake = (): boolean => {
        overtaking = other.query('COMMIT');
        return false;
      };
      expect(await customers.pass(NOW, overtake)).toMatchObject({ isWhole: false });
      await overtaking;
    } finally {
      other.release();
    }
    expect(await events()).toEqual([]);
    expect(await customers.pass(NOW)).toMatchObject({ isWhole: true });
    expect((await events()).length).toBe(1);
  });

  it('places nobody by tables that belong to other code', async () => {
    await view.apply([registered(1, ['a'])]);
    const { pool } = placing.database;
    await pool.query('UPDATE public.views SET version = version + 1');
    try {
      expect(await customers.pass(NOW)).toMatchObject({ isWhole: false });
      expect(await events()).toEqual([]);
    } finally {
      await pool.query('UPDATE public.views SET version = version - 1');
    }
  });

  it('notices that the view was swapped since the moment that it reads', async () => {
    const reader = await placing.database.pool.connect();
    try {
      await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      expect(await isOfItsMoment(reader)).toBe(true);
      await placing.database.pool.query('ALTER SCHEMA value RENAME TO value__old');
      await placing.rebuiltView();
      expect(await isOfItsMoment(reader)).toBe(false);
    } finally {
      await reader.query('ROLLBACK');
      reader.release();
      await placing.database.pool.query('DROP SCHEMA value__old CASCADE');
    }
  });

  it('compares everybody where money is ranked in another currency', async () => {
    await placeTen();
    const inEuro = Array.from({ length: 11 }, (_, n) =>
      purchase(200 + n, { key: 'k1', at: '2025-05-01', currency: 'EUR' }),
    );
    await view.apply(inEuro);
    expect(new Set((await pass()).map((each) => each.split(':')[0])).size).toBeGreaterThan(3);
  });

  it('loses and doubles nothing where a pass breaks off, and where two run at once', async () => {
    await view.apply(Array.from({ length: 3_500 }, (_, n) => registered(n, [`k${n}`])));
    let batches = 0;
    expect(await customers.pass(NOW, () => ++batches > 2)).toMatchObject({ isWhole: false, isFirst: true });
    expect((await events()).length).toBe(2_000);
    const done = await Promise.all([customers.pass(NOW), customers.pass(NOW), customers.pass(NOW)]);
    expect(done.map((each) => each.isWhole)).toContain(true);
    await customers.pass(NOW);
    const all = await events();
    expect(new Set(all.map((event) => event.stream)).size).toBe(3_500);
    expect(all.length).toBe(3_500);
  });

  // A page from all over costs the planner 4. A greater cost has it read all where it may, as it does of the small roll-ups.
  it.each([
    [4, 'all'],
    [40, 'of customers'],
  ] as const)(
    'reads few where few changed, be there statistics or not, and all at first (%d, %s)',
    async (cost, tables) => {
      const options = `-c random_page_cost=${cost}`;
      const sessions = new pg.Pool({ connectionString: placing.database.url, options });
      try {
        customers = placing.newProcess(sessions);
        const ids = Array.from({ length: 10_000 }, (_, n) => n);
        const bought = ids.map((n) => {
          const at = `2025-0${(n % 5) + 1}-${10 + (n % 19)}`;
          return purchase(100_000 + n, { key: `k${n}`, at, amount: `${n % 997}.${10 + (n % 90)}` });
        });
        await view.apply([...ids.map((n) => registered(n, [`k${n}`])), ...bought]);
        const passReads = (at: Date, isFirst = false): Promise<number> =>
          readBy(
            PLACING_READS[tables],
            async () => expect(await customers.pass(at)).toMatchObject({ isWhole: true, isFirst }),
            placing.database.pool,
            sessions,
          );
        expect(await passReads(NOW, true)).toBeGreaterThan(15_000);
        await view.apply([0, 1, 2].map((n) => purchase(200_000 + n, { key: `k${n}`, at: '2025-05-31' })));
        // Some 420 are passed by cuts that moved, each looked up in five tables.
        expect(await passReads(NOW)).toBeLessThan(4_000);
        const { rows } = await placing.database.pool.query('SELECT FROM value.changed_customers');
        expect(rows).toEqual([]);
        await placing.database.pool.query('ANALYZE');
        // 630 have lapsed, and are put elsewhere as well.
        expect(await passReads(new Date('2026-01-15'))).toBeLessThan(5_000);
        customers = placing.newProcess(sessions);
        expect(await passReads(NOW, true)).toBeGreaterThan(15_000);
      } finally {
        await sessions.end();
      }
    },
  );

  it('publishes where customers stand, and nothing else', async () => {
    await view.apply([registered(1, ['a']), purchase(101, { key: 'a', at: '2025-05-01' })]);
    await customers.pass(NOW);
    await placing.store.transact(LifecycleRules, RULE_ID, changeLifecycleRule({ lapsedAfterDays: 30 }));
    const published = (await events()).flatMap((event) => publishSegmentation(event) ?? []);
    const occurredAt = NOW.toISOString();
    expect(published).toEqual([
      { type: 'LifecycleStageChanged', schemaVersion: 1, data: { customerId: idOf(1), to: 'first-time', occurredAt } },
      { type: 'SegmentChanged', schemaVersion: 1, data: { customerId: idOf(1), to: 'lost', occurredAt } },
    ]);
    expect(shardOf(`standing-${idOf(1)}`, PLACING_SHARDS)).toBe((await events())[0]!.shard);
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
    await placing.database.pool.query('ANALYZE');
    const began = performance.now();
    await customers.pass(NOW);
    const took = performance.now() - began;
    console.info(`placing: ${Math.round(23_570_000 / took)} customers/s`);
    expect((await events()).length).toBe(2 * 23_570);
    customers = placing.newProcess();
    const again = performance.now();
    await customers.pass(NOW);
    console.info(`everybody compared, without changes: ${Math.round(performance.now() - again)} ms`);
    expect((await events()).length).toBe(2 * 23_570);
  }, 120_000);
});
