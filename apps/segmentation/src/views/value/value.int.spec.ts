import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FeedRecord, inTransaction, lockSubscription } from '@clientele/event-sourcing';
import { Database } from '@clientele/platform';
import {
  cancelled,
  idOf,
  linked,
  merged,
  purchase,
  refunded,
  registered,
  shuffled,
  testDatabase,
  type TestDatabase,
  unmerged,
  viewInHand,
  itWithData,
} from '@clientele/testing';
import { GetMembers, GetMembersHandler } from './members.query.js';
import { GetRfm, GetRfmHandler, type RfmGrid } from './rfm.query.js';
import type { Ranking } from './ranking.js';
import { ValueView } from './value.projection.js';

describe('view value', () => {
  let database: TestDatabase;
  let view: Awaited<ReturnType<typeof viewInHand>>;
  beforeAll(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    view = await viewInHand(database.pool, new ValueView());
  });
  afterAll(() => database.close());

  const rows = async (sql: string) => (await database.pool.query(sql)).rows;
  const summaries = () =>
    rows(`SELECT s.customer_id, s.purchases, s.first_at, s.last_at, json_agg(json_build_array(m.currency, m.purchases, m.amount::text) ORDER BY m.currency) AS money
          FROM value.summaries s JOIN value.spending m USING (customer_id) GROUP BY s.customer_id ORDER BY 1`);
  const sizes = () =>
    rows('SELECT (SELECT count(*) FROM value.summaries) AS s, (SELECT count(*) FROM value.spending) AS m');
  const sql = () => new Database(undefined as unknown as Database['dataSource'], database.pool);
  const rfm = (ranking: Ranking = {}): Promise<RfmGrid> => new GetRfmHandler(sql()).execute(new GetRfm(ranking));
  const filled = (grid: RfmGrid) =>
    grid.cells
      .filter((cell) => cell.customers > 0)
      .map(({ r, f, m, customers, revenue }) => [r, f, m, customers, revenue]);

  const story = (): FeedRecord[] => [
    registered(1, ['a']),
    registered(2, ['b']),
    registered(3, ['c']),
    linked(1, ['a2']),
    purchase(101, { key: 'a', at: '2025-01-01' }),
    purchase(102, { key: 'a2', at: '2025-02-01', amount: '20.50' }),
    purchase(103, { key: 'b', at: '2025-03-01', amount: '5', currency: 'EUR' }),
    purchase(104, { key: 'b', at: '2025-04-01', amount: '7' }),
    purchase(105, { key: 'c', at: '2025-05-01' }),
    purchase(106, { key: 'nobody', at: '2025-06-01' }),
    refunded(102, 201, '0.25', '2025-02-02'),
    refunded(102, 202, '0.25', '2025-02-03'),
    cancelled(105),
    merged(2, 1),
    merged(3, 2),
    unmerged(3, 2),
  ];
  const told = [
    {
      customer_id: idOf(1),
      purchases: 4,
      first_at: new Date('2025-01-01'),
      last_at: new Date('2025-04-01'),
      money: [
        ['EUR', 1, '5'],
        ['USD', 3, '37.00'],
      ],
    },
  ];

  it('tells who changed for placing, but not while it is being built beside the one that serves', async () => {
    await view.apply([registered(1, ['a']), purchase(101, { key: 'a', at: '2025-01-01' })]);
    expect(await rows('SELECT customer_id FROM value.changed_customers')).toEqual([{ customer_id: idOf(1) }]);
    await database.pool.query('CREATE SCHEMA value__next');
    await inTransaction(database.pool, async (tx) => {
      await lockSubscription(tx, 'value~next', 'value__next');
      await new ValueView().create(tx);
      await new ValueView().project(story(), tx);
    });
    expect(await rows('SELECT FROM value__next.changed_customers')).toEqual([]);
    await database.pool.query('DROP SCHEMA value__next CASCADE');
  });

  it('sums up purchases of all who are one, without what was cancelled or given back', async () => {
    await view.apply(story());
    expect(await summaries()).toEqual(told);
    expect(await sizes()).toEqual([{ s: '1', m: '2' }]);
  });

  it('comes to the same in any order and any cut of batches, and when all comes again', async () => {
    for (let seed = 1; seed <= 25; seed++) {
      view = await viewInHand(database.pool, new ValueView());
      const records = shuffled(story(), seed);
      await view.apply(records, (seed % 5) + 1);
      expect([seed, await summaries()]).toEqual([seed, told]);
      await view.apply(records, 4);
      expect([seed, await summaries(), await sizes()]).toEqual([seed, told, [{ s: '1', m: '2' }]]);
    }
  });

  it('gives back what was a customer’s own when a merge is undone', async () => {
    await view.apply([...story(), unmerged(2, 1)]);
    expect((await summaries()).map((row) => [row.customer_id, row.purchases, row.money])).toEqual([
      [idOf(1), 2, [['USD', 2, '30.00']]],
      [
        idOf(2),
        2,
        [
          ['EUR', 1, '5'],
          ['USD', 1, '7'],
        ],
      ],
    ]);
  });

  it('takes a customer out when its only purchase is cancelled', async () => {
    await view.apply([registered(3, ['c']), purchase(105, { key: 'c', at: '2025-05-01' })]);
    expect((await rfm()).population).toBe(1);
    await view.apply([cancelled(105)]);
    expect((await rfm()).population).toBe(0);
    expect(await sizes()).toEqual([{ s: '0', m: '0' }]);
  });

  it('reads no more than what a batch is about, also where the planner has no statistics yet', async () => {
    const history = (from: number, count: number): FeedRecord[][] => {
      const numbers = Array.from({ length: count }, (_, index) => from + index);
      return [
        numbers.map((n) => purchase(n, { key: `k${n}`, at: '2025-01-05' })),
        numbers.map((n) => registered(n, [`k${n}`])),
        numbers.map((n) => refunded(n, n, '1.00', '2025-02-01')),
        numbers.map((n) => purchase(100_000 + n, { key: `k${n}`, at: '2025-01-06' })),
      ];
    };
    const waiting = Array.from({ length: 5_000 }, (_, n) =>
      purchase(200_000 + n, { key: `nobody ${n}`, at: '2025-01-05' }),
    );
    await view.apply(waiting);
    for (const batch of history(0, 20_000)) await view.apply(batch);
    for (const batch of history(20_000, 250)) expect(await view.readFor(batch)).toBeLessThan(5_000);
  });

  it('says which money it left out', async () => {
    await view.apply(story());
    expect(await rfm()).toMatchObject({
      currency: 'USD',
      leftOutOfMoney: [{ currency: 'EUR', purchases: 1, amount: '5.00' }],
    });
    const euro = await rfm({ currency: 'EUR' });
    expect(euro).toMatchObject({ population: 1, leftOutOfMoney: [{ currency: 'USD', purchases: 3, amount: '37.00' }] });
    expect(filled(euro)).toEqual([[1, 1, 1, 1, '5.00']]);
  });

  it('scores equals alike, and by those strictly worse', async () => {
    const days = ['01', '02', '02', '03', '04', '05'];
    await view.apply(
      days.flatMap((day, n) => [registered(n, [`k${n}`]), purchase(100 + n, { key: `k${n}`, at: `2025-01-${day}` })]),
    );
    // W of 6: 0, 1, 1, 3, 4, 5 -> 1 + floor(5 W / 6); all equal in the rest.
    expect(filled(await rfm()).map(([r, f, m, customers]) => [r, f, m, customers])).toEqual([
      [1, 1, 1, 3],
      [3, 1, 1, 1],
      [4, 1, 1, 1],
      [5, 1, 1, 1],
    ]);
  });

  it('knows how it was, with refunds only up to then', async () => {
    await view.apply([
      registered(1, ['a']),
      ...story().slice(4, 6),
      refunded(101, 301, '4', '2025-01-20'),
      linked(1, ['a2']),
    ]);
    expect(filled(await rfm({ asOf: '2024-12-31' }))).toEqual([]);
    expect(filled(await rfm({ asOf: '2025-01-01' }))).toEqual([[1, 1, 1, 1, '10.00']]);
    expect(filled(await rfm({ asOf: '2025-01-20' }))).toEqual([[1, 1, 1, 1, '6.00']]);
    expect(filled(await rfm({ asOf: '2025-01-31T23:59:59.999Z' }))).toEqual([[1, 1, 1, 1, '6.00']]);
    expect(filled(await rfm({ asOf: '2025-02-01T00:00:00Z' }))).toEqual([[1, 1, 1, 1, '26.50']]);
  });

  itWithData(
    'cdnow-purchases.csv',
    'agrees cell by cell with a computation over the CSV, as of 1998-06-30 and before',
    async (file) => {
      const lines = readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(','));
      const ids = [...new Set(lines.map(([customer]) => customer!))];
      const records = [
        ...ids.map((id) => registered(Number(id), [`x_${id}`])),
        ...lines.map(([customer, date, , amount], n) =>
          purchase(1_000_000 + n, { key: `x_${customer}`, at: date!, amount: amount! }),
        ),
      ];
      const started = performance.now();
      await view.apply(records, 8_000);
      const applied = performance.now() - started;
      await database.pool.query('ANALYZE');
      for (const asOf of ['1998-06-30', '1997-06-30', '1997-01-02', undefined]) {
        const before = performance.now();
        const grid = await rfm({ asOf });
        console.info(`rfm as of ${asOf ?? 'now'}: ${Math.round(performance.now() - before)} ms`);
        const direct = directly(
          lines.map(([customer, date, , amount]) => [customer!, date!, amount!]),
          asOf,
        );
        expect(grid.population).toBe(direct.population);
        expect(
          new Map(filled(grid).map(([r, f, m, customers, revenue]) => [`${r}${f}${m}`, [customers, revenue]])),
        ).toEqual(direct.cells);
      }
      const ask = async (page: { limit: number; cursor?: string }) => {
        const before = performance.now();
        const answer = await new GetMembersHandler(sql()).execute(new GetMembers('champions', {}, page));
        console.info(`members: ${Math.round(performance.now() - before)} ms`);
        return answer;
      };
      const first = await ask({ limit: 500 });
      const second = await ask({ limit: 500, cursor: first.next! });
      expect(new Set([...first.items, ...second.items].map((item) => item.customerId)).size).toBe(1_000);
      console.info(`view value: ${Math.round((records.length / applied) * 1000)} records/s`);
    },
    120_000,
  );
});

/** RFM written anew, the plain way: sort, count, divide. Amounts in cents, so that no sum is a float. */
const directly = (lines: [string, string, string][], asOf?: string) => {
  const customers = new Map<string, { last: string; count: number; cents: bigint }>();
  for (const [id, date, amount] of lines) {
    if (asOf !== undefined && date > asOf) continue;
    const [whole = '0', part = ''] = amount.split('.');
    const cents = BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'));
    const was = customers.get(id) ?? { last: '', count: 0, cents: 0n };
    customers.set(id, { last: date > was.last ? date : was.last, count: was.count + 1, cents: was.cents + cents });
  }
  const all = [...customers.values()];
  const scorer = <T extends string | number | bigint>(values: T[]) => {
    const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const worse = new Map<T, number>();
    sorted.forEach((value, at) => worse.has(value) || worse.set(value, at));
    return (value: T) => 1 + Math.floor((5 * worse.get(value)!) / sorted.length);
  };
  const [r, f, m] = [scorer(all.map((c) => c.last)), scorer(all.map((c) => c.count)), scorer(all.map((c) => c.cents))];
  const sums = new Map<string, [number, bigint]>();
  for (const customer of all) {
    const cell = `${r(customer.last)}${f(customer.count)}${m(customer.cents)}`;
    const [count, cents] = sums.get(cell) ?? [0, 0n];
    sums.set(cell, [count + 1, cents + customer.cents]);
  }
  const text = (cents: bigint) => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
  return {
    population: all.length,
    cells: new Map([...sums].map(([cell, [count, cents]]) => [cell, [count, text(cents)]])),
  };
};
