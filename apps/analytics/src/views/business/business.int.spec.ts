import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FeedRecord } from '@clientele/event-sourcing';
import type { Database } from '@clientele/platform';
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
  testDatabase,
  type TestDatabase,
  unmerged,
  viewInHand,
  itWithData,
} from '@clientele/testing';
import { parse } from 'csv-parse/sync';
import { BusinessView } from './business.projection.js';
import { type Period, PERIODS } from './periods.js';
import { GetCustomerGrowth, GetCustomerGrowthHandler } from './reports/customer-growth.query.js';
import { GetDistribution, GetDistributionHandler } from './reports/distribution.query.js';
import { GetLeadConversion, GetLeadConversionHandler } from './reports/lead-conversion.query.js';
import { GetOverview, GetOverviewHandler } from './reports/overview.query.js';
import { GetSales, GetSalesHandler } from './reports/sales.query.js';
import type { Trait } from './roll-ups/customer-roll-ups.js';

interface Days {
  from?: string;
  to?: string;
}

describe('view business', () => {
  let database: TestDatabase;
  let view: Awaited<ReturnType<typeof viewInHand>>;
  beforeAll(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    view = await viewInHand(database.pool, new BusinessView());
  });
  afterAll(() => database.close());

  const sql = () => ({ query: database.pool.query.bind(database.pool) }) as unknown as Database;
  const overview = async (days: Days = {}) => (await new GetOverviewHandler(sql()).execute(new GetOverview(days))).body;
  const growth = async (by: Period, days: Days = {}) =>
    (await new GetCustomerGrowthHandler(sql()).execute(new GetCustomerGrowth({ by, ...days }))).body.rows.map((row) => [
      row.period,
      row.new,
      row.total,
    ]);
  const sales = async (by: Period, days: Days = {}) =>
    (await new GetSalesHandler(sql()).execute(new GetSales({ by, ...days }))).body.rows.map((row) =>
      [row.period, row.purchases, row.buyers, row.currency, row.revenue].join(' '),
    );
  const distribution = async (of: Trait, days: Days = {}) =>
    Object.fromEntries(
      (await new GetDistributionHandler(sql()).execute(new GetDistribution(of, days))).body.rows.map((row) => [
        row.value,
        row.customers,
      ]),
    );
  const conversion = async (days: Days = {}) =>
    (await new GetLeadConversionHandler(sql()).execute(new GetLeadConversion(days))).body.rows;

  const story = (): FeedRecord[] => [
    lead(11, { key: 'a', at: '2025-01-05', channel: 'Google', converted: true }),
    lead(12, { key: 'b', at: '2025-02-05', channel: 'Web' }),
    lead(13, { key: 'nobody', at: '2025-01-15' }),
    registered(1, ['a'], { registeredAt: '2025-01-05T00:00:00.000Z', classification: { country: 'US' } }),
    registered(2, ['b'], { registeredAt: '2025-02-05T00:00:00.000Z', classification: { country: 'CN' } }),
    registered(3, ['c'], { registeredAt: '2025-03-01T00:00:00.000Z', classification: { type: 'company' } }),
    linked(1, ['a2']),
    classified(2, { country: 'DE', type: 'individual' }),
    purchase(101, { key: 'a', at: '2025-03-10', amount: '10' }),
    purchase(102, { key: 'a2', at: '2025-03-31T23:59:59.999Z', amount: '5.55' }),
    purchase(103, { key: 'b', at: '2025-05-01', amount: '1000', currency: 'JPY' }),
    purchase(104, { key: 'c', at: '2024-12-31', amount: '3' }),
    purchase(105, { key: 'c', at: '2025-05-02', amount: '99' }),
    refunded(101, 201, '2.50', '2025-06-01'),
    cancelled(105),
    staged(1, 'repeat'),
    segmented(1, 'loyal'),
    staged(2, 'first-time'),
    staged(3, 'prospect'),
    staged(3, 'first-time'),
    merged(3, 2),
    unmerged(3, 2),
  ];
  const everything = async () => ({
    overview: await overview(),
    growth: await growth('month'),
    sales: await sales('month'),
    distributions: await Promise.all(
      (['channel', 'country', 'stage', 'segment', 'type'] as const).map((of) => distribution(of)),
    ),
    conversion: await conversion(),
  });
  const told = {
    overview: {
      customers: 3,
      leads: 3,
      purchases: 4,
      repeatBuyers: 1,
      revenue: [
        { currency: 'USD', amount: '16.05' },
        { currency: 'JPY', amount: '1000' },
      ],
    },
    growth: [
      ['2024-12', 1, 1],
      ['2025-01', 1, 2],
      ['2025-02', 1, 3],
    ],
    sales: [
      '2024-12 0 0 JPY 0',
      '2024-12 1 1 USD 3.00',
      '2025-01 0 0 JPY 0',
      '2025-01 0 0 USD 0.00',
      '2025-02 0 0 JPY 0',
      '2025-02 0 0 USD 0.00',
      '2025-03 0 0 JPY 0',
      '2025-03 2 1 USD 13.05',
      '2025-04 0 0 JPY 0',
      '2025-04 0 0 USD 0.00',
      '2025-05 1 1 JPY 1000',
      '2025-05 0 0 USD 0.00',
    ],
    distributions: [
      { Google: 1, Web: 1, '(unknown)': 1 },
      { US: 1, DE: 1, '(unknown)': 1 },
      { repeat: 1, 'first-time': 2 },
      { loyal: 1, '(none)': 2 },
      { individual: 1, company: 1, '(unknown)': 1 },
    ],
    conversion: [
      { channel: 'Google', leads: 1, converted: 1, rate: 1 },
      { channel: 'Web', leads: 1, converted: 0, rate: 0 },
      { channel: '(unknown)', leads: 1, converted: 0, rate: 0 },
    ],
  };

  it('tells how the business does', async () => {
    await view.apply(story());
    expect(await everything()).toEqual(told);
  });

  it('comes to the same in any order and any cut of batches, and when all comes again', async () => {
    for (let seed = 1; seed <= 25; seed++) {
      view = await viewInHand(database.pool, new BusinessView());
      const records = shuffled(story(), seed);
      await view.apply(records, (seed % 6) + 1);
      expect([seed, await everything()]).toEqual([seed, told]);
      await view.apply(records, 5);
      expect([seed, await everything()]).toEqual([seed, told]);
    }
  });

  it('counts merged customers as one, from the earliest fact of all, and apart again when that is undone', async () => {
    await view.apply([...story(), merged(1, 3), staged(1), segmented(1)]);
    expect(await overview()).toMatchObject({ customers: 2, purchases: 4, repeatBuyers: 1 });
    expect(await growth('month')).toEqual([
      ['2024-12', 1, 1],
      ['2025-01', 0, 1],
      ['2025-02', 1, 2],
    ]);
    expect(await distribution('country')).toEqual({ US: 1, DE: 1 });
    expect(await distribution('type')).toEqual({ company: 1, individual: 1 });
    expect(await distribution('channel')).toEqual({ '(unknown)': 1, Web: 1 });
    await view.apply([unmerged(1, 3), staged(1, 'repeat'), segmented(1, 'loyal')]);
    expect(await everything()).toEqual(told);
  });

  it('lets late facts change the past', async () => {
    await view.apply(story());
    await view.apply([
      lead(14, { key: 'b', at: '2023-11-30', channel: 'Fair' }),
      refunded(104, 202, '1', '2025-07-01'),
    ]);
    expect((await growth('month', { to: '2023-12-31' })).at(0)).toEqual(['2023-11', 1, 1]);
    expect(await distribution('channel')).toMatchObject({ Fair: 1, Google: 1 });
    expect(await sales('day', { from: '2024-12-31', to: '2024-12-31' })).toEqual(['2024-12-31 1 1 USD 2.00']);
  });

  it('answers for a range of days, both included', async () => {
    await view.apply(story());
    expect(await overview({ from: '2025-01-05', to: '2025-03-31' })).toEqual({
      customers: 2,
      leads: 3,
      purchases: 2,
      repeatBuyers: 1,
      revenue: [{ currency: 'USD', amount: '13.05' }],
    });
    expect(await growth('month', { from: '2025-01-06', to: '2025-04-30' })).toEqual([
      ['2025-01', 0, 2],
      ['2025-02', 1, 3],
      ['2025-03', 0, 3],
      ['2025-04', 0, 3],
    ]);
    expect(await sales('week', { from: '2025-03-30', to: '2025-04-01' })).toEqual([
      '2025-W13 0 0 USD 0.00',
      '2025-W14 1 1 USD 5.55',
    ]);
    expect(await conversion({ from: '2025-02-01' })).toEqual([{ channel: 'Web', leads: 1, converted: 0, rate: 0 }]);
    await expect(overview({ from: '2025-02-30' })).rejects.toMatchObject({ code: 'InvalidRange', kind: 'invalid' });
    await expect(overview({ from: '2025-02-02', to: '2025-02-01' })).rejects.toMatchObject({ code: 'InvalidRange' });
  });

  it('answers up to both ends of the calendar', async () => {
    await view.apply([
      registered(1, ['a'], { registeredAt: '9999-12-20T00:00:00.000Z' }),
      purchase(101, { key: 'a', at: '9999-12-31T23:59:59.999Z' }),
      registered(2, ['b'], { registeredAt: '0001-01-01T00:00:00.000Z' }),
      purchase(102, { key: 'b', at: '0001-01-01' }),
    ]);
    const last = { month: '9999-12', week: '9999-W52', day: '9999-12-31' };
    const first = { month: '0001-01', week: '0001-W01', day: '0001-01-01' };
    for (const by of PERIODS) {
      expect((await sales(by, { from: '9999-12-15' })).at(-1)).toBe(`${last[by]} 1 1 USD 10.00`);
      expect((await sales(by, { from: '9999-12-31', to: '9999-12-31' })).at(-1)).toBe(`${last[by]} 1 1 USD 10.00`);
      expect((await sales(by, { to: '0001-01-02' })).at(0)).toBe(`${first[by]} 1 1 USD 10.00`);
      expect((await growth(by, { from: '9999-12-15' })).at(-1)!.at(-1)).toBe(2);
    }
    expect(await distribution('channel', { from: '9999-12-15' })).toEqual({ '(unknown)': 1 });
    expect(await distribution('channel', { from: '9999-12-21' })).toEqual({});
    expect(await distribution('channel', { to: '0001-01-01' })).toEqual({ '(unknown)': 1 });
  });

  it('reads no more than what a batch is about, also where the planner has no statistics yet', async () => {
    const history = (from: number, count: number): FeedRecord[] =>
      Array.from({ length: count }, (_, index) => {
        const n = from + index;
        const at = '2025-01-05T00:00:00.000Z';
        return [lead(n, { key: `k${n}`, at }), registered(n, [`k${n}`], { registeredAt: at }), staged(n, 'prospect')];
      }).flat();
    await view.apply(history(0, 40_000));
    expect(await view.readFor(history(40_000, 250))).toBeLessThan(5_000);
    const bought = Array.from({ length: 250 }, (_, n) => purchase(100_000 + n, { key: `k${n}`, at: '2025-02-01' }));
    expect(await view.readFor(bought)).toBeLessThan(5_000);
  });

  it('counts a buyer that is not known yet, and says nothing of an empty business', async () => {
    expect(await sales('month')).toEqual([]);
    expect(await growth('month')).toEqual([]);
    expect(await overview()).toEqual({ customers: 0, leads: 0, purchases: 0, repeatBuyers: 0, revenue: [] });
    await view.apply([1, 2, 3].map((n) => purchase(n, { key: n === 3 ? 'x' : 'y', at: '2025-01-01' })));
    expect(await sales('month')).toEqual(['2025-01 3 2 USD 30.00']);
  });

  const rowsOf = (file: string): Record<string, string>[] =>
    parse<Record<string, string>>(readFileSync(file), { columns: true, bom: true });
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    console.info(`${name}: ${Math.round(performance.now() - began)} ms`);
    return result;
  };

  itWithData(
    'cdnow-purchases.csv',
    'tells of CDNOW what is known of it',
    async (file) => {
      const rows = rowsOf(file);
      const ids = [...new Set(rows.map((row) => row.customer_id!))];
      const facts = rows.map((row, n) =>
        purchase(n, { key: row.customer_id!, at: row.date!, amount: row.amount_usd! }),
      );
      const customers = ids.map((id) =>
        registered(1_000_000 + Number(id), [id], { registeredAt: '1998-12-31T00:00:00.000Z' }),
      );
      const places = ids.map((id) => staged(1_000_000 + Number(id), 'lapsed'));
      const began = performance.now();
      await view.apply(facts, 8_000);
      await view.apply(customers, 8_000);
      await view.apply(places, 8_000);
      const took = performance.now() - began;
      console.info(`view business: ${Math.round(((facts.length + 2 * customers.length) / took) * 1000)} records/s`);
      await database.pool.query('ANALYZE');
      expect(await timed('overview', () => overview())).toEqual({
        customers: 23_570,
        leads: 0,
        purchases: 69_659,
        repeatBuyers: 11_662,
        revenue: [{ currency: 'USD', amount: '2500315.63' }],
      });
      expect((await timed('growth', () => growth('month'))).map(([period, fresh]) => [period, fresh])).toEqual([
        ['1997-01', 7_846],
        ['1997-02', 8_476],
        ['1997-03', 7_248],
      ]);
      const months = await timed('sales', () => sales('month'));
      expect(months).toHaveLength(18);
      expect([months[0], months[17]].map((row) => row!.split(' ').slice(0, 2))).toEqual([
        ['1997-01', '8928'],
        ['1998-06', '2043'],
      ]);
      expect(await timed('sales by day', () => sales('day'))).toHaveLength(546);
      expect(await timed('overview of a year', () => overview({ from: '1997-01-01', to: '1997-12-31' }))).toMatchObject(
        { customers: 23_570 },
      );
      expect(await timed('distribution', () => distribution('stage'))).toEqual({ lapsed: 23_570 });
    },
    120_000,
  );

  itWithData('x-education-leads.csv', 'tells of X Education how its leads converted', async (file) => {
    const leads = rowsOf(file).map((row, n) => {
      const channel = row['Lead Source'] === 'google' ? 'Google' : row['Lead Source'];
      return lead(n, {
        key: row['Prospect ID']!,
        at: '2018-01-01',
        converted: row.Converted === '1',
        ...(channel && { channel }),
      });
    });
    await view.apply(leads, 5_000);
    const rows = await timed('lead conversion', () => conversion());
    expect(rows.find((row) => row.channel === 'Google')?.leads).toBe(2_873);
    expect(rows.find((row) => row.channel === '(unknown)')?.leads).toBe(36);
    expect(rows.reduce((sum, row) => sum + row.leads, 0)).toBe(9_240);
    expect(rows.reduce((sum, row) => sum + row.converted, 0)).toBe(3_561);
  });
});
