import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FeedRecord } from '@clientele/event-sourcing';
import {
  cancelled,
  classified,
  lead,
  linked,
  merged,
  purchase,
  refunded,
  registered,
  segmented,
  shuffled,
  staged,
  tellReads,
  testDatabase,
  type TestDatabase,
  unmerged,
  viewInHand,
} from '@clientele/testing';
import { BusinessView } from '../business.projection.js';

/** What the roll-ups must be, computed anew from the tables that they follow. */
const ANEW = {
  sales_by_day: `
    SELECT (occurred_at AT TIME ZONE 'UTC')::date::text AS day, currency, count(*)::int AS purchases, trim_scale(sum(net))::text AS revenue
    FROM business.purchases WHERE NOT cancelled GROUP BY 1, 2 ORDER BY 1, 2`,
  buyers_by_period: `
    SELECT by, date_trunc(by, occurred_at AT TIME ZONE 'UTC')::date::text AS start, currency, count(DISTINCT customer_id)::int AS buyers
    FROM business.purchases, unnest(ARRAY['day', 'month', 'week']) AS by
    WHERE NOT cancelled AND customer_id IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  leads_by_day: `
    SELECT (occurred_at AT TIME ZONE 'UTC')::date::text AS day, channel, count(*)::int AS leads, sum(converted::int)::int AS converted
    FROM business.leads GROUP BY 1, 2 ORDER BY 1, 2`,
  customers_by_day: `
    SELECT (first_at AT TIME ZONE 'UTC')::date::text AS day, count(*)::int AS customers, sum((purchases > 1)::int)::int AS repeat_buyers
    FROM business.customers GROUP BY 1 ORDER BY 1`,
  customers_by_trait: `
    SELECT date_trunc('month', first_at AT TIME ZONE 'UTC')::date::text AS month, trait, value, count(*)::int AS customers
    FROM business.customers, LATERAL (VALUES ('channel', channel), ('country', country), ('stage', stage),
      ('segment', segment), ('type', type)) t (trait, value) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
};
const KEPT = {
  sales_by_day: 'SELECT day::text, currency, purchases, revenue::text FROM business.sales_by_day ORDER BY 1, 2',
  buyers_by_period: 'SELECT by, start::text, currency, buyers FROM business.buyers_by_period ORDER BY 1, 2, 3',
  leads_by_day: 'SELECT day::text, channel, leads, converted FROM business.leads_by_day ORDER BY 1, 2',
  customers_by_day: 'SELECT day::text, customers, repeat_buyers FROM business.customers_by_day ORDER BY 1',
  customers_by_trait: 'SELECT month::text, trait, value, customers FROM business.customers_by_trait ORDER BY 1, 2, 3',
};

describe('Roll-ups of the business', () => {
  let database: TestDatabase;
  let view: Awaited<ReturnType<typeof viewInHand>>;
  beforeAll(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    view = await viewInHand(database.pool, new BusinessView());
  });
  afterAll(() => database.close());

  const rowsOf = async (queries: Record<string, string>): Promise<Record<string, unknown[]>> => {
    const answers = Object.entries(queries).map(async ([name, sql]) => [name, (await database.pool.query(sql)).rows]);
    return Object.fromEntries(await Promise.all(answers)) as Record<string, unknown[]>;
  };
  const expectExact = async (): Promise<Record<string, unknown[]>> => {
    const kept = await rowsOf(KEPT);
    expect(kept).toEqual(await rowsOf(ANEW));
    return kept;
  };
  const buyersOf = async (by: string): Promise<string[]> =>
    (
      await rowsOf({
        kept: `SELECT start::text || ' ' || currency || ' ' || buyers AS row FROM business.buyers_by_period WHERE by = '${by}' ORDER BY 1`,
      })
    ).kept!.map((each) => (each as { row: string }).row);

  const known = [registered(1, ['a']), registered(2, ['b'])];

  it('count a buyer once in a day, a week and a month', async () => {
    await view.apply([
      ...known,
      purchase(101, { key: 'a', at: '2025-03-03T08:00:00Z' }),
      purchase(102, { key: 'a', at: '2025-03-03T23:59:59.999Z' }),
      purchase(103, { key: 'a', at: '2025-03-04T00:00:00Z' }),
      purchase(104, { key: 'b', at: '2025-03-31' }),
      purchase(105, { key: 'b', at: '2025-04-01', currency: 'EUR' }),
    ]);
    expect(await buyersOf('month')).toEqual(['2025-03-01 USD 2', '2025-04-01 EUR 1']);
    expect(await buyersOf('week')).toEqual(['2025-03-03 USD 1', '2025-03-31 EUR 1', '2025-03-31 USD 1']);
    expect(await buyersOf('day')).toEqual([
      '2025-03-03 USD 1',
      '2025-03-04 USD 1',
      '2025-03-31 USD 1',
      '2025-04-01 EUR 1',
    ]);
    await expectExact();
  });

  it('forget what is cancelled, and leave nothing of what was the only one', async () => {
    await view.apply([
      ...known,
      purchase(101, { key: 'a', at: '2025-03-03', amount: '1.5000' }),
      purchase(102, { key: 'a', at: '2025-03-04' }),
      refunded(101, 201, '0.25', '2025-06-01'),
    ]);
    await view.apply([cancelled(102)]);
    expect(await expectExact()).toMatchObject({ sales_by_day: [{ day: '2025-03-03', purchases: 1, revenue: '1.25' }] });
    await view.apply([cancelled(101)]);
    expect(await expectExact()).toMatchObject({ sales_by_day: [], buyers_by_period: [] });
  });

  it('know buyers from when their customer is known', async () => {
    await view.apply([purchase(101, { key: 'a', at: '2025-03-03' }), purchase(102, { key: 'a', at: '2025-03-09' })]);
    expect(await buyersOf('month')).toEqual([]);
    await view.apply(known);
    expect(await buyersOf('month')).toEqual(['2025-03-01 USD 1']);
    await expectExact();
  });

  it('make one buyer of two that are merged, and two again when that is undone', async () => {
    await view.apply([
      ...known,
      purchase(101, { key: 'a', at: '2025-03-03' }),
      purchase(102, { key: 'b', at: '2025-03-09' }),
    ]);
    const apart = await expectExact();
    await view.apply([merged(2, 1)]);
    expect(await buyersOf('week')).toEqual(['2025-03-03 USD 1']);
    expect((await expectExact()).customers_by_day).toEqual([{ day: '2025-03-03', customers: 1, repeat_buyers: 1 }]);
    await view.apply([unmerged(2, 1)]);
    expect(await expectExact()).toEqual(apart);
  });

  it('move a customer when an earlier fact comes late', async () => {
    await view.apply([...known, lead(11, { key: 'a', at: '2025-03-03', channel: 'Web' })]);
    await view.apply([lead(12, { key: 'a', at: '2024-12-31T23:59:59Z', channel: 'Fair' })]);
    expect((await expectExact()).customers_by_day).toContainEqual({
      day: '2024-12-31',
      customers: 1,
      repeat_buyers: 0,
    });
  });

  it('are the same rows in whatever order and batches all comes, as in a rebuild', async () => {
    let first: Record<string, unknown[]> | undefined;
    for (let seed = 1; seed <= 25; seed++) {
      view = await viewInHand(database.pool, new BusinessView());
      await view.apply(shuffled(manyThings(), seed), (seed % 7) + 1);
      const kept = await expectExact();
      first ??= kept;
      expect([seed, kept]).toEqual([seed, first]);
    }
  });

  it('find the purchases of a customer through their index, also without statistics', async () => {
    await view.apply(known);
    for (let batch = 1; batch <= 4; batch++)
      await view.apply(
        Array.from({ length: 200 }, (_, n) =>
          purchase(1_000 * batch + n, {
            key: n % 2 === 0 ? 'a' : 'b',
            at: new Date(8.64e7 * (n + batch)).toISOString(),
          }),
        ),
      );
    await tellReads(database.pool);
    const { rows } = await database.pool.query<{ index: string; scans: number }>(
      `SELECT indexrelname AS index, idx_scan::int AS scans FROM pg_stat_user_indexes
       WHERE schemaname = 'business' AND relname = 'purchases'`,
    );
    const scans = new Map(rows.map((row) => [row.index, row.scans]));
    expect(scans.get('purchases_by_time')).toBe(0);
    expect(scans.get('purchases_customer_id_occurred_at_idx')).toBeGreaterThan(800);
  });

  it('follow also who changes a table by hand, with another search path', async () => {
    await view.apply(manyThings());
    const tables = ['purchases', 'leads', 'customers'];
    const byHand = async (...statements: string[]): Promise<void> => {
      for (const statement of statements) await database.pool.query(statement);
    };
    await byHand(
      'INSERT INTO business.leads SELECT gen_random_uuid(), occurred_at, channel, converted FROM business.leads',
      `UPDATE business.leads SET occurred_at = occurred_at + interval '1 day', converted = NOT converted WHERE channel IS NULL`,
      `UPDATE business.purchases SET customer_id = (SELECT max(customer_id::text)::uuid FROM business.customers), net = net - 1`,
      `UPDATE business.customers SET first_at = first_at - interval '1 month', country = NULL WHERE country = 'DE'`,
    );
    await expectExact();
    for (const table of tables) {
      await byHand(`DELETE FROM business.${table} WHERE ctid = (SELECT min(ctid) FROM business.${table})`);
      await expectExact();
      await expect(byHand(`TRUNCATE business.${table}`)).rejects.toThrow(`Roll-ups follow business.${table}`);
    }
    await byHand(...tables.map((table) => `DELETE FROM business.${table}`));
    expect(Object.values(await expectExact()).flat()).toEqual([]);
  });
});

const manyThings = (): FeedRecord[] => [
  registered(1, ['a'], { registeredAt: '2025-01-05T00:00:00.000Z', classification: { country: 'US' } }),
  registered(2, ['b'], { registeredAt: '2025-02-05T00:00:00.000Z', channel: 'Web' }),
  registered(3, ['c'], { registeredAt: '2025-03-01T00:00:00.000Z', classification: { type: 'company' } }),
  linked(1, ['a2']),
  classified(2, { country: 'DE' }),
  lead(11, { key: 'a', at: '2025-01-04', channel: 'Google', converted: true }),
  lead(12, { key: 'b', at: '2025-02-05' }),
  purchase(101, { key: 'a', at: '2025-03-10', amount: '10.000' }),
  purchase(102, { key: 'a2', at: '2025-03-12', amount: '5.55' }),
  purchase(103, { key: 'b', at: '2025-03-11', amount: '1000', currency: 'JPY' }),
  purchase(104, { key: 'c', at: '2025-03-31', amount: '3.123' }),
  purchase(105, { key: 'c', at: '2025-03-31', amount: '99' }),
  purchase(106, { key: 'nobody', at: '2025-03-12' }),
  refunded(101, 201, '2.50', '2025-06-01'),
  cancelled(104),
  staged(1, 'prospect'),
  staged(1, 'repeat'),
  segmented(2, 'loyal'),
  merged(3, 2),
  unmerged(3, 2),
  merged(3, 1),
];
