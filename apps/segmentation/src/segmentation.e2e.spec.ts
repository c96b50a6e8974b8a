import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  eventually,
  idOf,
  purchase,
  refunded,
  registered,
  type ServiceUnderTest,
  serviceUnderTest,
} from '@clientele/testing';
import { segmentation } from './index.js';

it('catches up where there is nothing', async () => {
  const service = await serviceUnderTest(segmentation, ['intake', 'customers', 'interactions']);
  await eventually(async () =>
    expect((await service.ask('GET', '/operations/status')).body).toMatchObject({ caughtUp: true, events: 0 }),
  );
  expect((await service.ask('GET', '/rfm')).body).toMatchObject({ population: 0, currency: null });
  await service.close();
});

describe('segmentation over HTTP', () => {
  let service: ServiceUnderTest;
  let after: Record<string, string>;

  beforeAll(async () => {
    service = await serviceUnderTest(segmentation, ['intake', 'customers', 'interactions']);
    const key = (id: number) => service.keys.external('shop', String(id));
    const positions = [
      await service.publish('intake', [
        purchase(101, { key: key(1), at: '2024-01-01', amount: '5' }),
        purchase(102, { key: key(2), at: '2024-02-01', amount: '7' }),
        purchase(103, { key: key(2), at: '2024-03-01', amount: '8' }),
        purchase(104, { key: key(3), at: '2024-03-01', amount: '7', currency: 'EUR' }),
      ]),
      await service.publish(
        'customers',
        [1, 2, 3, 4].map((n) => registered(n, [key(n)])),
      ),
      await service.publish('interactions', [refunded(103, 201, '1', '2024-03-02')]),
    ];
    after = { 'clientele-after': positions.map((each) => each['clientele-after']).join(',') };
  });
  afterAll(() => service?.close());

  const get = (path: string) => service.ask('GET', path, { headers: after });
  const status = async () => (await service.ask('GET', '/operations/status')).body;
  const caughtUp = () => eventually(async () => expect(await status()).toMatchObject({ caughtUp: true }), 20_000);
  const said = async (type: string): Promise<[string, string][]> => {
    const slices = await service.own.store.readShards([0, 0, 0, 0], 1_000);
    const events = slices.flatMap((slice) => slice.events).filter((event) => event.type === type);
    return events
      .map(({ data }) => data as { customerId: string; to: string })
      .map(({ customerId, to }) => [customerId, to]);
  };

  it('answers the grid, now and as it was', async () => {
    const { body } = await get('/rfm');
    expect(body).toMatchObject({
      asOf: null,
      population: 3,
      currency: 'USD',
      leftOutOfMoney: [{ currency: 'EUR', purchases: 1, amount: '7.00' }],
    });
    expect(body.cells).toHaveLength(125);
    expect(body.cells.filter((cell: { customers: number }) => cell.customers > 0)).toEqual([
      { r: 1, f: 1, m: 2, segment: 'lost', customers: 1, revenue: '5.00' },
      { r: 2, f: 1, m: 1, segment: 'hibernating', customers: 1, revenue: '0.00' },
      { r: 2, f: 4, m: 4, segment: 'at-risk', customers: 1, revenue: '14.00' },
    ]);
    const before = (await get('/rfm?asOf=2024-01-31')).body;
    expect([before.population, before.segments.find((each: { customers: number }) => each.customers > 0).name]).toEqual(
      [1, 'lost'],
    );
  });

  it('says of a customer where it stands, and why', async () => {
    const { body } = await get('/customers/shop:2?asOf=2024-06-01');
    expect(body).toMatchObject({
      customerId: idOf(2),
      stage: 'repeat',
      segment: 'at-risk',
      scores: { r: 2, f: 4, m: 4 },
      population: 3,
      why: {
        stage: { rule: { lapsedAfterDays: 365, repeatFrom: 2 } },
        recency: { score: 2, worse: 1, population: 3, lastPurchaseAt: '2024-03-01T00:00:00.000Z' },
        frequency: { score: 4, worse: 2, purchases: 2 },
        monetary: { score: 4, worse: 2, amount: '14.00', currency: 'USD', leftOut: ['EUR'] },
      },
    });
    expect(body.why.monetary.words).toBe(
      'Spent 14.00 USD, net of refunds; 2 of 3 customers spent less: 1 + floor(5 × 2 / 3) = 4.',
    );
    expect((await get('/customers/shop:4')).body).toMatchObject({
      stage: 'prospect',
      segment: null,
      scores: null,
      population: 3,
    });
    expect((await get('/customers/shop:5')).status).toBe(404);
  });

  it('pages through the members of a segment', async () => {
    const names = (await get('/segments')).body.items.map((item: { name: string }) => item.name);
    expect(names).toHaveLength(11);
    const all: string[] = [];
    for (const name of names) {
      const { items, next } = (await get(`/segments/${name}/members?limit=1`)).body;
      expect(next).toBeNull();
      all.push(...items.map((item: { customerId: string }) => item.customerId));
    }
    expect(all.sort()).toEqual([1, 2, 3].map(idOf));
    expect((await get('/segments/nobodies/members')).status).toBe(404);
  });

  it('places customers when the feeds are quiet, and anew under another rule', async () => {
    await caughtUp();
    expect((await said('LifecycleStageChanged')).sort()).toEqual([
      [idOf(1), 'lapsed'],
      [idOf(2), 'lapsed'],
      [idOf(3), 'lapsed'],
      [idOf(4), 'prospect'],
    ]);
    expect(await said('SegmentChanged')).toHaveLength(3);
    const rule = await service.ask('GET', '/lifecycle-rule');
    expect([rule.body, rule.headers.get('etag')]).toEqual([{ lapsedAfterDays: 365, repeatFrom: 2 }, '"0"']);
    const stale = await service.ask('PUT', '/lifecycle-rule', {
      body: { lapsedAfterDays: 9 },
      headers: { 'if-match': '"7"' },
    });
    expect(stale.status).toBe(409);
    const changed = await service.ask('PUT', '/lifecycle-rule', { body: { lapsedAfterDays: 36_500 } });
    expect([changed.status, changed.body]).toEqual([200, { lapsedAfterDays: 36_500, repeatFrom: 2 }]);
    expect(await status()).toMatchObject({ caughtUp: false, pending: { standings: 1 } });
    await caughtUp();
    expect(
      (await said('LifecycleStageChanged'))
        .slice(-7)
        .map(([, to]) => to)
        .sort(),
    ).toEqual(['first-time', 'first-time', 'lapsed', 'lapsed', 'lapsed', 'prospect', 'repeat']);
  }, 60_000);

  it.each([
    '/rfm?asOf=yesterday',
    '/rfm?asOf=1998-02-30',
    '/rfm?currency=usd',
    '/segments/lost/members?cursor=x',
    '/customers/shop:1?x=1',
  ])('refuses %s in words', async (path) => {
    const { status: code, body } = await get(path);
    expect([code, typeof body.detail]).toEqual([400, 'string']);
  });

  it('refuses a rule that cannot be', async () => {
    const { status: code, body } = await service.ask('PUT', '/lifecycle-rule', { body: { lapsedAfterDays: 0 } });
    expect([code, body.errors]).toEqual([
      400,
      [{ pointer: '/lapsedAfterDays', detail: 'must be a whole number from 1 to 36500' }],
    ]);
  });
});
