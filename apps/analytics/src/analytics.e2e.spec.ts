import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  cancelled,
  lead,
  merged,
  purchase,
  refunded,
  registered,
  segmented,
  type ServiceUnderTest,
  serviceUnderTest,
} from '@clientele/testing';
import { analytics } from './index.js';

describe('analytics over HTTP', () => {
  let service: ServiceUnderTest;
  let after: Record<string, string>;

  beforeAll(async () => {
    service = await serviceUnderTest(analytics, ['intake', 'customers', 'interactions', 'segmentation']);
    const positions = [
      await service.publish('intake', [
        lead(11, { key: 'a', at: '2025-01-05', channel: '=HYPERLINK("x")', converted: true }),
        lead(12, { key: 'b', at: '2025-01-06' }),
        purchase(101, { key: 'a', at: '2025-02-01', amount: '12.50' }),
        purchase(102, { key: 'b', at: '2025-02-02', amount: '1000', currency: 'JPY' }),
        purchase(103, { key: 'b', at: '2025-02-03' }),
      ]),
      await service.publish('customers', [
        registered(1, ['a'], { registeredAt: '2025-01-05T00:00:00.000Z', classification: { country: 'CN' } }),
        registered(2, ['b'], { registeredAt: '2025-01-06T00:00:00.000Z' }),
        registered(3, ['c'], { registeredAt: '2025-01-07T00:00:00.000Z' }),
        merged(3, 2),
      ]),
      await service.publish('interactions', [refunded(101, 201, '2.50', '2025-03-01'), cancelled(103)]),
      await service.publish('segmentation', [segmented(1, 'loyal')]),
    ];
    after = { 'clientele-after': positions.map((each) => each['clientele-after']).join(',') };
  });
  afterAll(() => service?.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    service.ask('GET', path, { headers: { ...after, ...headers } });

  it('answers the overview', async () => {
    const { status, body } = await get('/overview');
    expect([status, body]).toEqual([
      200,
      {
        customers: 2,
        leads: 2,
        purchases: 2,
        repeatBuyers: 0,
        revenue: [
          { currency: 'JPY', amount: '1000' },
          { currency: 'USD', amount: '10.00' },
        ],
      },
    ]);
  });

  it('answers reports by month unless asked otherwise', async () => {
    expect((await get('/customer-growth')).body).toEqual({ rows: [{ period: '2025-01', new: 2, total: 2 }] });
    expect((await get('/customer-growth?by=week&to=2025-01-13')).body).toEqual({
      rows: [
        { period: '2025-W01', new: 1, total: 1 },
        { period: '2025-W02', new: 1, total: 2 },
        { period: '2025-W03', new: 0, total: 2 },
      ],
    });
    expect((await get('/sales?by=day&from=2025-02-01&to=2025-02-01')).body).toEqual({
      rows: [{ period: '2025-02-01', purchases: 1, buyers: 1, currency: 'USD', revenue: '10.00' }],
    });
    expect((await get('/distribution?of=segment')).body).toEqual({
      rows: [
        { value: 'loyal', customers: 1, share: 0.5 },
        { value: '(none)', customers: 1, share: 0.5 },
      ],
    });
    expect((await get('/lead-conversion?by=channel')).body).toEqual({
      rows: [
        { channel: '=HYPERLINK("x")', leads: 1, converted: 1, rate: 1 },
        { channel: '(unknown)', leads: 1, converted: 0, rate: 0 },
      ],
    });
  });

  it('answers as CSV where asked, with nothing that a spreadsheet would run', async () => {
    const overview = await get('/overview', { accept: 'text/csv' });
    expect(overview.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(overview.text).toBe(
      'customers,leads,purchases,repeatBuyers,currency,amount\r\n2,2,2,0,JPY,1000\r\n2,2,2,0,USD,10.00\r\n',
    );
    const { text } = await get('/lead-conversion', { accept: 'text/csv' });
    expect(text).toBe('channel,leads,converted,rate\r\n"\'=HYPERLINK(""x"")",1,1,1\r\n(unknown),1,0,0\r\n');
    expect((await get('/sales?from=1990-01-01&to=1990-01-31', { accept: 'text/csv' })).text).toBe(
      'period,purchases,buyers,currency,revenue\r\n',
    );
  });

  it.each([
    '/sales?by=year',
    '/sales?from=1997-13-01',
    '/sales?from=1997-02-30',
    '/sales?from=1997-02-02&to=1997-02-01',
    '/distribution',
    '/distribution?of=name',
    '/lead-conversion?by=country',
    '/overview?since=1997-01-01',
  ])('refuses %s in words', async (path) => {
    const { status, headers, body } = await get(path, { accept: 'text/csv' });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body.errors).toEqual([
      expect.objectContaining({ parameter: expect.any(String), detail: expect.any(String) }),
    ]);
  });
});
