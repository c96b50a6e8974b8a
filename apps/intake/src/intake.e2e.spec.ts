import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  Config,
  createLogger,
  createServiceApp,
  openApiDocument,
  openService,
  type OpenService,
} from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { eventually, testDatabase, type TestDatabase } from '@clientele/testing';
import type { Receipt } from './fact/fact-batch.js';
import { factIdOf } from './fact/fact-id.js';
import { intake } from './index.js';

const keys = new IdentityKeys('a secret of the test');
const logger = createLogger('silent');
const config = new Config({ shards: 4, defaultCountry: 'US' });

let database: TestDatabase;
let service: OpenService;
let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  database = await testDatabase();
  service = await openService(intake, { config, databaseUrl: database.url, keys, logger });
  app = await createServiceApp(intake, { config, ...service, feeds: new Map(), keys, logger });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  url = `${await app.getUrl()}/intake/v1`;
});

afterAll(async () => {
  await app?.close();
  await service?.database.close();
  await database?.close();
});

const purchase = (id: string, more: object = {}) => ({
  source: 'shop',
  id,
  occurredAt: '2026-01-31',
  customer: { externalId: 'c1' },
  amount: '12.50',
  currency: 'USD',
  ...more,
});

interface Answer {
  receipts: Receipt[];
  accepted: number;
  duplicate: number;
  rejected: number;
}
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
const take = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
  const answer = await post(path, body, headers);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answer;
};
const get = async (path: string, headers: Record<string, string> = {}) =>
  (await fetch(`${url}${path}`, { headers })).json();
const eventsOf = (id: string) => service.store.readStream(`fact-${id}`);

describe('records over HTTP', () => {
  it('gives a receipt for one record, and the same again for a repeat', async () => {
    const first = await take('/purchases', purchase('one'));
    expect(first).toMatchObject({ accepted: 1, duplicate: 0, rejected: 0 });
    const [receipt] = first.receipts;
    expect(receipt).toEqual({
      id: factIdOf('purchase', 'shop', 'one'),
      status: 'accepted',
      receivedAt: expect.any(String),
    });
    const again = await take('/purchases', purchase('one', { amount: '99' }));
    expect(again.receipts).toEqual([{ ...receipt, status: 'duplicate' }]);
    expect(await get(`/receipts/${receipt!.id}`)).toEqual(receipt);
    expect(await eventsOf(receipt!.id)).toMatchObject([
      {
        type: 'PurchaseReceived',
        version: 1,
        meta: { actor: 'source:shop' },
        data: { amount: '12.50', keys: [keys.external('shop', 'c1')] },
      },
    ]);
  });

  it('answers a list in order; bad records harm no others', async () => {
    const records = [purchase('a'), purchase('b', { amount: 'much' }), purchase('a'), 7, purchase('c')];
    const { receipts, ...counts } = await take('/purchases', records);
    expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'duplicate', 'rejected', 'accepted']);
    expect(counts).toEqual({ accepted: 2, duplicate: 1, rejected: 2 });
    expect(receipts[1]!.reasons).toEqual([{ pointer: '/amount', detail: expect.stringContaining('decimal number') }]);
    expect(await get(`/receipts/${receipts[1]!.id}`)).toEqual(receipts[1]);
    expect(await take('/purchases', [])).toEqual({ receipts: [], accepted: 0, duplicate: 0, rejected: 0 });
  });

  it('does not let one record that is nested to no end harm the others', async () => {
    const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const records = [purchase('before'), purchase('deep'), purchase('after')].map((record) => JSON.stringify(record));
    records[1] = records[1]!.replace('{', `{"attributes":${deep},"more":${deep},`);
    const { receipts } = await take('/purchases', `[${records.join(',')}]`);
    expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'accepted']);
    expect(receipts[1]!.reasons?.map(({ pointer }) => pointer)).toEqual(['/more', '/attributes']);
  });

  it('makes one event of 64 concurrent posts of the same record', async () => {
    const answers = await Promise.all(Array.from({ length: 64 }, () => take('/purchases', purchase('raced'))));
    const receipts = answers.flatMap((answer) => answer.receipts);
    expect(receipts.filter(({ status }) => status === 'accepted')).toHaveLength(1);
    expect(receipts.filter(({ status }) => status === 'duplicate')).toHaveLength(63);
    expect(new Set(receipts.map(({ receivedAt }) => receivedAt)).size).toBe(1);
    expect(await eventsOf(receipts[0]!.id)).toHaveLength(1);
  });

  it('takes leads and activities, too', async () => {
    const lead = {
      source: 'web',
      id: '1',
      channel: ' google',
      converted: 'yes',
      customer: { phone: '(213) 373-4253' },
    };
    const [received] = (await take('/leads', lead)).receipts;
    expect((await eventsOf(received!.id))[0]?.data).toMatchObject({
      channel: 'Google',
      converted: true,
      identifiers: { phone: '+12133734253' },
      original: { '/channel': ' google', '/customer/phone': '(213) 373-4253' },
    });
    const activity = { source: 'web', id: '1', activity: 'Email', text: 'a\u0000b', customer: { email: 'A@b.cd' } };
    const [logged] = (await take('/activities', activity)).receipts;
    expect((await eventsOf(logged!.id))[0]?.data).toMatchObject({ activity: 'mail', text: 'ab' });
    expect(logged!.id).not.toBe(received!.id);
  });

  it('lists what was rejected, once, by source and time, and lets its sender read it at once', async () => {
    const bad = [1, 2, 3].map((id) => ({
      ...purchase(`bad${id}`, { source: 'erp' }),
      amount: '-1',
      note: 'a\u0000\ud800b',
    }));
    const answer = await post('/purchases', bad);
    const position = answer.headers.get('clientele-position');
    expect(position).toBeTruthy();
    await take('/purchases', bad);
    const after = { 'clientele-after': position! };
    interface Page {
      items: { sourceId: string; reasons: object[]; record: object }[];
      next: string | null;
    }
    const first = (await get('/rejected?source=erp&limit=2', after)) as Page;
    const second = (await get(`/rejected?source=erp&limit=2&cursor=${first.next}`)) as Page;
    expect([...first.items, ...second.items].map(({ sourceId }) => sourceId).sort()).toEqual(['bad1', 'bad2', 'bad3']);
    expect(second.next).toBeNull();
    expect(first.items[0]).toMatchObject({
      kind: 'purchase',
      reasons: [{ pointer: '/note' }, { pointer: '/amount' }],
      record: { source: 'erp', amount: '-1', note: 'a\ufffd\ufffdb' },
    });
    expect(await get('/rejected?source=erp&from=2100-01-01')).toEqual({ items: [], next: null });
    expect(await get('/rejected?source=erp&to=2000-01-01T00:00:00Z')).toEqual({ items: [], next: null });
    const today = new Date().toISOString().slice(0, 10);
    expect(((await get(`/rejected?source=erp&to=${today}`)) as Page).items).toHaveLength(3);
    expect(await get('/rejected?from=2026-W05-1')).toMatchObject({ status: 400, errors: [{ parameter: 'from' }] });
  });

  it.each([
    ['no JSON', '{"source":', 'application/json', 400],
    ['a type that is not taken', 'a,b', 'text/csv', 415],
    ['a type nobody knows', 'a,b', 'text/x-nothing', 415],
  ])('refuses %s as a problem', async (_, body, type, status) => {
    const answer = await post('/purchases', body, { 'content-type': type });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('problem+json');
  });

  it('knows no receipt of what never came', async () => {
    expect(await get(`/receipts/${crypto.randomUUID()}`)).toMatchObject({ status: 404, code: 'ReceiptUnknown' });
    expect(await get('/receipts/7')).toMatchObject({ status: 400 });
  });
});

describe('NDJSON', () => {
  const ndjson = { 'content-type': 'application/x-ndjson' };
  const stream = async (body: Buffer | string) => {
    const answer = await fetch(`${url}/purchases`, {
      method: 'POST',
      body,
      headers: ndjson,
      duplex: 'half',
    });
    const text = await answer.text();
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Receipt & { line: number });
  };

  it('answers every line, in order, and goes on after broken ones', async () => {
    const lines = [
      `\ufeff${JSON.stringify(purchase('n1'))}`,
      '{broken',
      '',
      JSON.stringify(purchase('n2')),
      `{"text":"${'x'.repeat(3_000_000)}"}`,
      '\xff',
      JSON.stringify(purchase('n3')),
    ];
    const bytes = Buffer.concat(lines.map((line) => Buffer.from(`${line}\r\n`, line === '\xff' ? 'latin1' : 'utf8')));
    const receipts = await stream(bytes);
    expect(receipts.map(({ line, status }) => [line, status])).toEqual([
      [1, 'accepted'],
      [2, 'rejected'],
      [4, 'accepted'],
      [5, 'rejected'],
      [6, 'rejected'],
      [7, 'accepted'],
    ]);
    expect(receipts[3]!.reasons?.[0]?.detail).toMatch(/Line 5: .* at most/);
    expect(receipts[4]!.reasons?.[0]?.detail).toMatch(/Line 6: .* UTF-8/);
  });

  it('answers while more is sent', async () => {
    let send: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (send = controller) });
    const line = (id: string) => Buffer.from(`${JSON.stringify(purchase(id))}\n`);
    send!.enqueue(line('live1'));
    const answer = await fetch(`${url}/purchases`, {
      method: 'POST',
      body,
      headers: ndjson,
      duplex: 'half',
    });
    const reader = answer.body!.getReader();
    const read = async () => Buffer.from((await reader.read()).value ?? []).toString();
    expect(await read()).toContain('accepted');
    send!.enqueue(line('live1'));
    expect(await read()).toContain('duplicate');
    send!.close();
    expect((await reader.read()).done).toBe(true);
  });

  it('takes 20,000 lines', async () => {
    const lines = Array.from({ length: 20_000 }, (_, id) => JSON.stringify(purchase(`m${id % 19_000}`)));
    const receipts = await stream(lines.join('\n'));
    const count = (status: string) => receipts.filter((receipt) => receipt.status === status).length;
    expect([receipts.length, count('accepted'), count('duplicate')]).toEqual([20_000, 19_000, 1_000]);
    expect(receipts.every(({ line }, index) => line === index + 1)).toBe(true);
  });
});

describe('CloudEvents', () => {
  const { source, id, occurredAt: time, ...data } = purchase('ce1');
  const event = { specversion: '1.0', type: 'clientele.purchase.v1', source, id, time: `${time}T08:00:00Z`, data };
  const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
  const batch = { 'content-type': 'application/cloudevents-batch+json' };

  it('takes one in structured mode, and knows it again in binary mode and as a record', async () => {
    const [received] = (await take('/events', event, structured)).receipts;
    expect(received).toMatchObject({ status: 'accepted', id: factIdOf('purchase', 'shop', 'ce1') });
    expect((await eventsOf(received!.id))[0]?.data).toMatchObject({ occurredAt: '2026-01-31T08:00:00.000Z' });
    const headers = { 'ce-specversion': '1.0', 'ce-type': event.type, 'ce-source': 'sh%6Fp', 'ce-id': 'ce1' };
    expect((await take('/events', { ...data, occurredAt: time }, headers)).duplicate).toBe(1);
    expect((await take('/purchases', purchase('ce1'))).duplicate).toBe(1);
  });

  it('takes a batch, and says of each bad event where it is wrong', async () => {
    const events = [
      { ...event, id: 'ce2' },
      { ...event, id: 'ce3', specversion: '0.3' },
      { ...event, id: 'ce4', type: 'other' },
      { ...event, id: 'ce5', data: { ...data, amount: 'x' } },
      { ...event, id: 'ce6', data: 'text' },
      { ...event, id: 'ce7', data: { ...data, id: 'another' } },
      { ...event, id: undefined },
      { ...event, id: 'ce8', data: undefined, data_base64: Buffer.from(JSON.stringify(data)).toString('base64') },
      { ...event, id: 'ce9', datacontenttype: 'text/xml' },
      null,
    ];
    const { receipts } = await take('/events', events, batch);
    expect(receipts.map(({ status, reasons }) => reasons?.map(({ pointer }) => pointer) ?? status)).toEqual([
      'accepted',
      ['/specversion'],
      ['/type'],
      ['/data/amount'],
      ['/data'],
      ['/data/id'],
      ['/id'],
      'accepted',
      ['/datacontenttype'],
      [''],
    ]);
  });

  it('lists what could not be read under its source, and lets no header stand for the data', async () => {
    const headers = { 'ce-specversion': '1.0', 'ce-type': event.type, 'ce-id': 'ce10' };
    const sent = await Promise.all(
      ['till', 'web'].map((name) => post('/events', 7, { ...headers, 'ce-source': name, 'ce-data_base64': 'e30=' })),
    );
    const ids = await Promise.all(sent.map(async (each) => ((await each.json()) as Answer).receipts[0]!.id));
    expect(new Set(ids).size).toBe(2);
    for (const [at, name] of ['till', 'web'].entries()) {
      const after = { 'clientele-after': sent[at]!.headers.get('clientele-position')! };
      expect(await get(`/rejected?source=${name}`, after)).toMatchObject({
        items: [{ rejectionId: ids[at], sourceId: 'ce10', reasons: [{ pointer: '/data' }] }],
      });
    }
  });

  it('refuses what is no CloudEvent', async () => {
    expect((await post('/events', event)).status).toBe(415);
    const binary = { 'ce-specversion': '1.0', 'ce-type': event.type, 'ce-source': 'shop', 'ce-id': 'csv' };
    expect((await post('/events', 'a,b', { ...binary, 'content-type': 'text/csv' })).status).toBe(415);
    expect((await post('/events', event, batch)).status).toBe(400);
    expect((await post('/events', '{', structured)).status).toBe(400);
  });
});

describe('a list', () => {
  it('is refused as a whole where it holds more records than fit in memory with their receipts', async () => {
    const answer = await post('/leads', `[${'0,'.repeat(20_000)}0]`);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 'TooManyRecords' });
  });
});

describe('OpenAPI', () => {
  it('describes every route', () => {
    const { paths } = openApiDocument(app, intake);
    const routes = [
      'leads',
      'purchases',
      'activities',
      'events',
      'receipts/{id}',
      'rejected',
      'imports',
      'imports/preview',
    ];
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(
        [...routes, 'imports/{id}', 'imports/{id}/errors.csv'].map((route) => `/intake/v1/${route}`),
      ),
    );
    expect(JSON.stringify(paths['/intake/v1/purchases'])).toContain('ISO 4217');
  });
});

describe('the feed', () => {
  it('publishes facts as cleaned, and no rejections', async () => {
    const heads = await service.feed.heads();
    const published = await eventually(async () => {
      const slices = await service.feed.history(new Map(heads.map((_, shard) => [shard, 0])), 50_000);
      return slices.flatMap(({ records }) => records);
    });
    expect(new Set(published.map(({ type }) => type))).toEqual(
      new Set(['PurchaseReceived', 'LeadReceived', 'ActivityReceived']),
    );
    expect(published.some(({ data }) => 'original' in data || 'receivedAt' in data)).toBe(false);
    expect(published.length).toBeGreaterThan(19_000);
  });
});
