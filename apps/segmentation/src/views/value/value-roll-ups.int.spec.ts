import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FeedRecord } from '@clientele/event-sourcing';
import { Database } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import {
  cancelled,
  idOf,
  merged,
  purchase,
  readBy,
  refunded,
  registered,
  shuffled,
  testDatabase,
  type TestDatabase,
  unmerged,
  viewInHand,
} from '@clientele/testing';
import { createEventTables, PostgresEventStore } from '@clientele/event-sourcing';
import pg from 'pg';
import { SEGMENTS } from '../../segments/segments.js';
import { GetCustomerStanding, GetCustomerStandingHandler } from './customer-standing.query.js';
import { cutsNow } from './cuts.query.js';
import { GetMembers, GetMembersHandler } from './members.query.js';
import { GetRfm, GetRfmHandler } from './rfm.query.js';
import { ValueView } from './value.projection.js';

/** When all has happened: as of then, everything is computed from the purchases themselves. */
const LATER = '2100-01-01';

/** Of an amount that may be less than that of its step. */
const BAND = 'trim_scale(trunc(amount, 2 - length(trunc(amount)::text)))';

/** What the roll-ups must be, computed anew from the tables that they follow. */
const ANEW = {
  summaries_by_day: `
    SELECT (last_at AT TIME ZONE 'UTC')::date::text AS day, purchases, count(*)::int AS customers
    FROM value.summaries GROUP BY 1, 2 ORDER BY 1, 2`,
  summaries_by_hour: `
    SELECT date_trunc('hour', last_at, 'UTC') AS hour, count(*)::int AS customers FROM value.summaries GROUP BY 1 ORDER BY 1`,
  spending_by_band: `
    SELECT currency, sum(customers)::int AS customers, band::text
    FROM (SELECT currency, 1 AS customers, ${BAND} AS band FROM value.spending) s
    GROUP BY currency, band ORDER BY currency, s.band`,
  spending_by_step: `
    SELECT currency, ${BAND}::text AS band, step::text, count(*)::int AS customers
    FROM value.spending GROUP BY currency, step, ${BAND} ORDER BY currency, spending.step`,
  spending_by_currency: `
    SELECT currency, count(*)::int AS customers, sum(purchases)::int AS purchases, trim_scale(sum(amount))::text AS amount
    FROM value.spending GROUP BY 1 ORDER BY 1`,
  spending: `
    SELECT m.customer_id, m.currency, s.purchases AS all_purchases, s.last_at
    FROM value.spending m JOIN value.summaries s USING (customer_id) ORDER BY 1, 2`,
};
const KEPT = {
  summaries_by_day: 'SELECT day::text, purchases, customers FROM value.summaries_by_day ORDER BY 1, 2',
  summaries_by_hour: 'SELECT hour, customers FROM value.summaries_by_hour ORDER BY 1',
  spending_by_band: 'SELECT currency, customers, band::text FROM value.spending_by_band b ORDER BY currency, b.band',
  spending_by_step:
    'SELECT currency, band::text, step::text, customers FROM value.spending_by_step s ORDER BY currency, s.step',
  spending_by_currency:
    'SELECT currency, customers, purchases, amount::text FROM value.spending_by_currency ORDER BY 1',
  spending: 'SELECT customer_id, currency, all_purchases, last_at FROM value.spending ORDER BY 1, 2',
};

const COUNTED = `schemaname = 'value' AND relname IN ('summaries', 'spending', 'summaries_by_hour', 'spending_by_step')`;

/** With the one made up, an odd number of each to draw from: the lowest bits of what is drawn repeat soon. */
const AMOUNTS = ['0', '0.0004', '0.0009', '0.05', '0.07', '9.99', '10', '145.2', '12345', '12345.6'];
const REFUNDS = ['0.0005', '0.0009', '0.01', '0.06', '20'];

/** Many alike, some who spent nothing in a currency, or less than nothing, some merged, some who bought on one day, or when one begins. */
const history = (seed: number, customers: number): FeedRecord[] => {
  let state = seed;
  const random = (below: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % below;
  const records: FeedRecord[] = [];
  for (let customer = 1; customer <= customers; customer++) {
    records.push(registered(customer, [`k${customer}`]));
    for (let n = random(4); n > 0; n--) {
      const id = 1_000 * customer + n;
      const day = Date.UTC(2025, 0, 1 + random(6));
      // Now and then when the day begins, to the millisecond.
      const at = new Date(random(5) === 0 ? day : day + random(86_400_000)).toISOString();
      const amount = [...AMOUNTS, `${random(3_000)}.${10 + random(90)}`][random(AMOUNTS.length + 1)]!;
      records.push(purchase(id, { key: `k${customer}`, at, amount, currency: random(3) === 0 ? 'EUR' : 'USD' }));
      if (random(6) === 0) records.push(refunded(id, id, REFUNDS[random(REFUNDS.length)]!, '2025-02-01'));
      if (random(9) === 0) records.push(cancelled(id));
    }
    if (customer > 1 && random(8) === 0) records.push(merged(customer, customer - 1));
    if (random(20) === 0) records.push(unmerged(customer, customer - 1));
  }
  return records;
};

describe('Roll-ups of value', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  beforeAll(async () => {
    database = await testDatabase();
    await createEventTables(database.pool);
    store = await new PostgresEventStore(database.pool, { name: 'segmentation', shards: 4 }).open();
  });
  afterAll(() => database.close());

  const sql = () => new Database(undefined as unknown as Database['dataSource'], database.pool);
  const rowsOf = async (queries: Record<string, string>): Promise<object> => {
    const answers = Object.entries(queries).map(async ([name, text]) => [name, (await database.pool.query(text)).rows]);
    return Object.fromEntries(await Promise.all(answers)) as object;
  };
  const standing = async (customer: string, asOf?: string, through = sql()) => {
    const handler = new GetCustomerStandingHandler(through, new IdentityKeys('a secret of the test'), store);
    const {
      asOf: _asOf,
      stage: _stage,
      why,
      ...numbers
    } = await handler.execute(new GetCustomerStanding(customer, { asOf }));
    return { ...numbers, recency: why.recency?.worse, frequency: why.frequency?.worse, monetary: why.monetary?.worse };
  };
  const answers = async (currency: string | undefined, asOf?: string): Promise<object> => {
    const { asOf: _asOf, ...grid } = await new GetRfmHandler(sql()).execute(new GetRfm({ currency, asOf }));
    const members = SEGMENTS.map(({ name }) =>
      new GetMembersHandler(sql()).execute(new GetMembers(name, { currency, asOf }, { limit: 200 })),
    );
    return { grid, members: await Promise.all(members) };
  };

  it.each([1, 2, 3, 4, 5, 6])(
    'give the grid, the members and the places of customers that the purchases themselves give (%d)',
    async (seed) => {
      const view = await viewInHand(database.pool, new ValueView());
      const customers = [1, 4, 7, 40, 90, 150][seed - 1]!;
      await view.apply(shuffled(history(seed, customers), seed), 37);
      expect(await rowsOf(KEPT)).toEqual(await rowsOf(ANEW));
      // As of a date, refunds up to then count, and those are all.
      for (const currency of [undefined, 'USD', 'EUR', 'JPY'])
        expect([currency, await answers(currency)]).toEqual([currency, await answers(currency, LATER)]);
      for (let customer = 1; customer <= customers; customer += 3)
        expect(await standing(idOf(customer))).toEqual(await standing(idOf(customer), LATER));
    },
    60_000,
  );

  /** Customers who bought once each: amount, what of it was given back, and when. */
  const bought = (each: readonly { amount: string; back?: string; at?: string; currency?: string }[]): FeedRecord[] =>
    each.flatMap(({ amount, back, at = '2025-03-03', currency }, n) => [
      registered(n + 1, [`k${n}`]),
      purchase(1_000 + n, { key: `k${n}`, at, amount, ...(currency && { currency }) }),
      ...(back === undefined ? [] : [refunded(1_000 + n, n, back, '2025-04-01')]),
    ]);

  it('cut where it is due, though as many spent less than nothing, and nobody nothing', async () => {
    const view = await viewInHand(database.pool, new ValueView());
    const amounts = [
      { amount: '1', back: '31' },
      { amount: '1', back: '21' },
      { amount: '7' },
      { amount: '8' },
      { amount: '9' },
    ];
    await view.apply(bought(amounts));
    expect((await cutsNow(sql(), 'USD')).m).toEqual(
      ['-30', '-20', '7', '8'].map((cut) => expect.stringContaining(cut)),
    );
    expect(await answers('USD')).toEqual(await answers('USD', LATER));
  });

  it('cut where it is due among those who spent nothing, a fraction less and a fraction more', async () => {
    const view = await viewInHand(database.pool, new ValueView());
    const amounts = [
      { amount: '0.0004', back: '0.0009' },
      { amount: '5', currency: 'EUR' },
      { amount: '7', currency: 'EUR' },
      { amount: '0' },
      { amount: '0.0005' },
    ];
    await view.apply(bought(amounts));
    expect((await cutsNow(sql(), 'USD')).m.map(Number)).toEqual([-0.0005, 0, 0, 0]);
    expect(await answers('USD')).toEqual(await answers('USD', LATER));
  });

  it('are kept and read the same in a session with another time zone, and cut so with another style of dates', async () => {
    const sessions = (options: string): pg.Pool => new pg.Pool({ connectionString: database.url, options });
    // Hours begin half an hour later there.
    const elsewhere = sessions('-c TimeZone=Asia/Kolkata');
    const styled = sessions('-c TimeZone=Asia/Kolkata -c DateStyle=SQL,DMY');
    const through = (pool: pg.Pool): Database => new Database(undefined as unknown as Database['dataSource'], pool);
    try {
      const view = await viewInHand(elsewhere, new ValueView());
      const days = ['03-03T00:10:00Z', '03-03T00:50:00Z', '03-03T23:30:00Z', '04-05T00:30:00Z', '11-12', '12-11'];
      await view.apply(bought(days.map((day, n) => ({ amount: `${n + 1}`, at: `2025-${day}` }))));
      expect(await rowsOf(KEPT)).toEqual(await rowsOf(ANEW));
      expect(await new GetRfmHandler(through(styled)).execute(new GetRfm({}))).toEqual(
        await new GetRfmHandler(sql()).execute(new GetRfm({})),
      );
      for (let customer = 1; customer <= days.length; customer++)
        expect(await standing(idOf(customer), undefined, through(elsewhere))).toEqual(
          await standing(idOf(customer), LATER),
        );
    } finally {
      await Promise.all([elsewhere.end(), styled.end()]);
    }
    expect(await answers(undefined)).toEqual(await answers(undefined, LATER));
  });

  /** Rows and entries of indexes: of the customers' tables, and of the finer roll-ups. */
  const readAnalyzed = async (read: () => Promise<unknown>): Promise<number> => {
    await database.pool.query('VACUUM ANALYZE');
    return readBy(COUNTED, read, database.pool);
  };

  it('pass nobody by where all spent the same at the same time', async () => {
    const view = await viewInHand(database.pool, new ValueView());
    await view.apply(bought(Array.from({ length: 1_500 }, () => ({ amount: '9.99' }))));
    const read = await readAnalyzed(async () =>
      expect(await cutsNow(database.pool, 'USD')).toMatchObject({ f: [1, 1, 1, 1], m: Array(4).fill('9.99') }),
    );
    expect(read).toBeLessThan(100);
  });

  it('pass few by where very many bought on one day, for about as much', async () => {
    const view = await viewInHand(database.pool, new ValueView());
    const each = Array.from({ length: 5_000 }, (_, n) => {
      const at = new Date(Date.UTC(2025, 10, 11, 0, 0, 17 * ((n * 7) % 5_000))).toISOString();
      return { amount: (1_000 + n / 50).toFixed(2), at };
    });
    await view.apply(bought(each));
    const cuts = ['1019.98', '1039.98', '1059.98', '1079.98'];
    const read = await readAnalyzed(async () => expect((await cutsNow(database.pool, 'USD')).m).toEqual(cuts));
    // For each of four cuts 100 steps, 24 hours, 212 customers of an hour and 50 of a step; of the day, or the band, 5,000.
    expect(read).toBeLessThan(1_500);
    expect(await readAnalyzed(() => standing(idOf(2_500)))).toBeLessThan(400);
    for (const n of [1, 2, 1_000, 1_001, 2_500, 4_999, 5_000])
      expect([n, await standing(idOf(n))]).toEqual([n, await standing(idOf(n), LATER)]);
    expect(await answers('USD')).toEqual(await answers('USD', LATER));
  });

  it('are the same rows in whatever order and batches all comes, as in a rebuild', async () => {
    let first: object | undefined;
    for (let seed = 1; seed <= 12; seed++) {
      const view = await viewInHand(database.pool, new ValueView());
      await view.apply(shuffled(history(9, 12), seed), seed * 3);
      const kept = await rowsOf(KEPT);
      first ??= kept;
      expect([seed, kept]).toEqual([seed, first]);
      expect(kept).toEqual(await rowsOf(ANEW));
    }
  });
});
