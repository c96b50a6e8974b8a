import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DIRECTORY_TYPES, FACT_TYPES } from '@clientele/contracts';
import { type DomainEvent, encodePositions } from '@clientele/event-sourcing';
import { publishAsIs } from '@clientele/messaging';
import {
  Config,
  createLogger,
  createServiceApp,
  encodeCursor,
  openApiDocument,
  type OpenService,
  openService,
  type ServiceDefinition,
} from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { testDatabase, type TestDatabase } from '@clientele/testing';
import { v7 } from 'uuid';
import { interactions } from './index.js';
import { InteractionsModule } from './interactions.module.js';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows what it asked for
  readonly body: any;
}

/** Stands in for a service upstream: a real store and feed, without its application. */
const upstream = (name: 'intake' | 'customers', types: readonly string[]): ServiceDefinition => ({
  name,
  description: name,
  module: InteractionsModule,
  migrations: [],
  publish: publishAsIs(...types),
});

/** A cursor of a day that is not in the calendar. */
const impossible = (day: string): string => encodeCursor([`${day}T00:00:00.000000Z`, v7()]);

describe('interactions over HTTP', () => {
  const keys = new IdentityKeys('a secret of the test');
  const logger = createLogger('silent');
  const config = new Config({ shards: 4 });
  const databases: TestDatabase[] = [];
  const services: OpenService[] = [];
  let app: NestFastifyApplication;
  let base: string;

  beforeAll(async () => {
    const definitions = [interactions, upstream('intake', FACT_TYPES), upstream('customers', DIRECTORY_TYPES)];
    for (const definition of definitions) {
      const database = await testDatabase();
      databases.push(database);
      services.push(await openService(definition, { config, databaseUrl: database.url, keys, logger }));
    }
    const [own, intake, customers] = services as [OpenService, OpenService, OpenService];
    const feeds = new Map([
      ['intake', intake.feed],
      ['customers', customers.feed],
    ]);
    app = await createServiceApp(interactions, { config, ...own, feeds, keys, logger });
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    base = `${await app.getUrl()}/interactions/v1`;
  });
  afterAll(async () => {
    await app?.close();
    await Promise.all(services.map((service) => service.database.close()));
    await Promise.all(databases.map((database) => database.close()));
  });

  const ask = async (
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const answer = await fetch(`${base}${path}`, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), 'clientele-actor': 'ann', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  };
  /** The token of what another service has just said. */
  const happened = async (
    service: 1 | 2,
    stream: string,
    ...events: DomainEvent[]
  ): Promise<Record<string, string>> => {
    const { store } = services[service]!;
    const [result] = await store.append([{ stream, events }]);
    if (!result?.ok) throw new Error('conflict');
    return { 'clientele-after': encodePositions(new Map([[store.name, [result.position]]])) };
  };
  const customer = async (externalId: string): Promise<string> => {
    const customerId = v7();
    const data = {
      customerId,
      keys: [keys.external('shop', externalId)],
      registeredAt: '2026-01-01T00:00:00.000Z',
      classification: {},
    };
    const after = await happened(2, `customer-${customerId}`, { type: 'CustomerRegistered', data });
    await ask('GET', '/waiting', undefined, after);
    return customerId;
  };
  const bought = async (externalId: string, amount = '10.00'): Promise<string> => {
    const factId = v7();
    const fact = {
      factId,
      source: 'shop',
      sourceId: factId,
      occurredAt: '2026-01-05T00:00:00.000Z',
      keys: [keys.external('shop', externalId)],
      identifiers: {},
    };
    const after = await happened(1, `fact-${factId}`, {
      type: 'PurchaseReceived',
      data: { ...fact, amount, currency: 'USD', quantity: 1 },
    });
    await ask('GET', '/waiting', undefined, after);
    return factId;
  };
  const after = ({ headers }: Answer): Record<string, string> => ({
    'clientele-after': headers.get('clientele-position') ?? 'none',
  });

  it('shows a timeline by reference, filtered and paged', async () => {
    const id = await customer('t1');
    const first = await bought('t1');
    const second = await bought('t1');
    const call = await ask('POST', '/activities', {
      customer: 'shop:t1',
      activity: 'call',
      subject: 'Offer',
      occurredAt: '2026-02-01',
    });
    expect(call.status).toBe(201);
    const all = await ask('GET', '/customers/shop:t1/timeline', undefined, after(call));
    expect(all.body).toMatchObject({ total: 3, next: null });
    expect(all.body.items[0]).toEqual({
      id: call.body.activityId,
      kind: 'call',
      occurredAt: '2026-02-01T00:00:00.000Z',
      customerId: id,
      subject: 'Offer',
      actor: 'user:ann',
    });
    const page = await ask(
      'GET',
      `/customers/${id}/timeline?kind=purchase,lead&kind=mail&limit=1&from=2026-01-05&to=2026-01-05`,
    );
    expect(page.body.total).toBe(2);
    const next = await ask('GET', `/customers/${id}/timeline?kind=purchase&limit=1&cursor=${page.body.next}`);
    expect(new Set([page.body.items[0].id, next.body.items[0].id])).toEqual(new Set([first, second]));
    expect(next.body.next).toBeNull();
  });

  it.each([
    ['/customers/shop:nobody/timeline', 404, 'CustomerUnknown'],
    ['/customers/shop:t1/timeline?kind=dance', 400, 'InvalidRequest'],
    ['/customers/shop:t1/timeline?from=yesterday', 400, 'InvalidRequest'],
    ['/customers/shop:t1/timeline?cursor=x', 400, 'InvalidCursor'],
    ['/customers/shop:t1/timeline?from=0000-01-01', 400, 'InvalidRequest'],
    ['/customers/shop:t1/timeline?to=9999-12-31T23:59:59-14:00', 400, 'InvalidRequest'],
    [`/customers/shop:t1/timeline?cursor=${impossible('2024-02-30')}`, 400, 'InvalidCursor'],
    [`/waiting?cursor=${impossible('0000-01-01')}`, 400, 'InvalidCursor'],
    ['/tasks?status=lost', 400, 'InvalidRequest'],
    ['/tasks?customer=shop:nobody', 404, 'CustomerUnknown'],
    ['/tasks/0195f000-0000-7000-8000-000000000001', 404, 'TaskUnknown'],
    ['/tasks/1', 400, 'InvalidId'],
    ['/activities/0195f000-0000-7000-8000-000000000001', 404, 'ActivityUnknown'],
  ])('refuses %s with %i %s', async (path, status, code) => {
    const answer = await ask('GET', path);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('lists facts that wait', async () => {
    const id = await bought('nobody-yet');
    const waiting = await ask('GET', '/waiting?source=shop');
    expect(waiting.body).toMatchObject({ total: 1, items: [{ id, kind: 'purchase', source: 'shop' }] });
    await customer('nobody-yet');
    expect((await ask('GET', '/waiting')).body.total).toBe(0);
    expect((await ask('GET', '/customers/shop:nobody-yet/timeline')).body.items).toMatchObject([{ id }]);
  });

  it('refunds up to what is left, once for each refundId, and cancels', async () => {
    await customer('r1');
    const id = await bought('r1');
    const refund = { refundId: 'a', amount: '4.00', currency: 'USD', reason: 'late' };
    const first = await ask('POST', `/purchases/${id}/refunds`, refund);
    expect([first.status, first.body]).toEqual([201, { purchaseId: id, refundId: 'a', left: '6.00', currency: 'USD' }]);
    const again = await ask('POST', `/purchases/${id}/refunds`, refund);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const more = await ask('POST', `/purchases/${id}/refunds`, { amount: '6.01', currency: 'USD' });
    expect([more.status, more.body]).toEqual([
      409,
      expect.objectContaining({ code: 'RefundExceedsPurchase', left: '6.00' }),
    ]);
    const timeline = await ask('GET', '/customers/shop:r1/timeline', undefined, after(first));
    expect(timeline.body.items[0].purchase).toMatchObject({
      net: '6.00',
      refunds: [{ refundId: 'a', amount: '4.00', reason: 'late' }],
    });
    const cancelled = await ask('POST', `/purchases/${id}/cancellation`, {});
    expect([cancelled.status, cancelled.body]).toEqual([201, { purchaseId: id, cancelled: true }]);
    expect((await ask('POST', `/purchases/${id}/cancellation`, {})).status).toBe(200);
    const end = await ask('GET', '/customers/shop:r1/timeline', undefined, after(cancelled));
    expect(end.body.items[0].purchase).toMatchObject({ net: '0.00', cancellation: {} });
  });

  it('refunds once for an Idempotency-Key, however often and at once', async () => {
    await customer('r2');
    const id = await bought('r2');
    const key = { 'idempotency-key': 'refund-of-r2' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        ask('POST', `/purchases/${id}/refunds`, { amount: '4.00', currency: 'USD' }, key),
      ),
    );
    expect(answers.filter(({ status }) => status !== 409).every(({ body }) => body.left === '6.00')).toBe(true);
    expect(await services[0]!.store.readStream(`purchase-${id}`)).toHaveLength(1);
  });

  it('never gives back more than was paid, however many ask at once', async () => {
    await customer('r3');
    const id = await bought('r3');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask('POST', `/purchases/${id}/refunds`, { amount: '4.00', currency: 'USD' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    expect(answers.filter(({ body }) => body.code === 'RefundExceedsPurchase')).toHaveLength(6);
  });

  it.each([
    [{ amount: 4, currency: 'USD' }, '/amount'],
    [{ amount: '-4', currency: 'USD' }, '/amount'],
    [{ amount: '0.00', currency: 'USD' }, '/amount'],
    [{ amount: '1e3', currency: 'USD' }, '/amount'],
    [{ amount: '4', currency: 'dollar' }, '/currency'],
    [{ amount: '4', currency: 'USD', occurredAt: '2026-02-30' }, '/occurredAt'],
    [{ amount: '4', currency: 'USD', reason: 'a\u0000b' }, '/reason'],
    [{ amount: '4', currency: 'USD', refundId: null }, '/refundId'],
    [{ amount: '4', currency: 'USD', to: 'me' }, '/to'],
  ])('refuses the refund %j with a pointer', async (body, pointer) => {
    const answer = await ask('POST', `/purchases/${v7()}/refunds`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ pointer }]);
  });

  it('knows no refund without its purchase', async () => {
    const answer = await ask('POST', `/purchases/${v7()}/refunds`, { amount: '4', currency: 'USD' });
    expect([answer.status, answer.body.code]).toEqual([404, 'PurchaseUnknown']);
  });

  it('logs, corrects and withdraws an activity', async () => {
    await customer('a1');
    const logged = await ask('POST', '/activities', { customer: 'shop:a1', activity: 'visit', text: ' at the fair ' });
    const path = `/activities/${logged.body.activityId}`;
    expect(logged.headers.get('location')).toBe(`/interactions/v1${path}`);
    const stale = await ask('PATCH', path, { text: null, subject: 'Fair', reason: 'typo' }, { 'if-match': '"2"' });
    expect(stale.status).toBe(409);
    const corrected = await ask('PATCH', path, { text: null, subject: 'Fair', reason: 'typo' }, { 'if-match': '"1"' });
    expect(corrected.headers.get('etag')).toBe('"2"');
    expect((await ask('GET', path)).body).toEqual({ ...corrected.body, subject: 'Fair', withdrawn: false });
    expect(corrected.body).not.toHaveProperty('text');
    expect((await ask('POST', `${path}/withdrawal`, {})).body.errors).toMatchObject([{ pointer: '/reason' }]);
    const withdrawn = await ask('POST', `${path}/withdrawal`, { reason: 'wrong customer' });
    expect([withdrawn.status, withdrawn.body.withdrawn]).toEqual([200, true]);
    const timeline = await ask('GET', '/customers/shop:a1/timeline', undefined, after(withdrawn));
    expect(timeline.body).toEqual({ items: [], next: null, total: 0 });
  });

  it('opens, changes, closes and lists tasks, with those of merged customers', async () => {
    const [id, other] = [await customer('k1'), await customer('k2')];
    const task = { customer: 'shop:k1', title: 'Call back', assignee: 'ann', dueAt: '2026-01-10T09:00:00+08:00' };
    const opened = await ask('POST', '/tasks', task);
    expect([opened.status, opened.headers.get('etag')]).toEqual([201, '"1"']);
    expect(opened.body).toMatchObject({
      customerId: id,
      dueAt: '2026-01-10T01:00:00.000Z',
      status: 'open',
      overdue: true,
    });
    const path = `/tasks/${opened.body.taskId}`;
    const moved = await ask('PATCH', path, { dueAt: '2199-01-01', assignee: 'bob' }, { 'if-match': '"1"' });
    expect(moved.body).toMatchObject({ assignee: 'bob', overdue: false });
    expect(moved.headers.get('etag')).toBe('"3"');
    expect((await ask('POST', `${path}/done`, undefined, { 'if-match': '"1"' })).body.code).toBe('ConcurrentChange');
    const second = await ask('POST', '/tasks', { ...task, customer: 'shop:k2', title: 'Write' });

    const list = async (query: string, token = after(second)): Promise<string[]> =>
      (await ask('GET', `/tasks?${query}`, undefined, token)).body.items.map((item: { title: string }) => item.title);
    expect(await list('assignee=ann')).toEqual(['Write']);
    expect(await list('status=overdue')).toEqual(['Write']);
    expect(await list('status=open')).toEqual(['Write', 'Call back']);
    expect(await list('from=2026-01-10&to=2026-01-10')).toEqual(['Write']);
    expect(await list('customer=shop:k2')).toEqual(['Write']);
    const merge = { customerId: id, intoCustomerId: other, occurredAt: '2026-01-01T00:00:00.000Z' };
    const token = await happened(2, `customer-${id}`, { type: 'CustomerMerged', data: merge });
    expect(await list('customer=shop:k2', token)).toEqual(['Write', 'Call back']);
    const page = await ask('GET', '/tasks?limit=1');
    expect(page.body.total).toBe(2);
    expect(await list(`cursor=${page.body.next}`)).toEqual(['Call back']);

    const done = await ask('POST', `${path}/done`);
    expect(done.body).toMatchObject({ status: 'done', closedAt: expect.any(String) });
    expect((await ask('PATCH', path, { title: 'x' })).body.code).toBe('TaskNotOpen');
    expect(await list('status=done', after(done))).toEqual(['Call back']);
    expect((await ask('POST', `${path}/reopening`)).body).not.toHaveProperty('closedAt');
    const cancelled = await ask('POST', `${path}/cancellation`, { reason: 'sold' });
    expect(await list('status=cancelled', after(cancelled))).toEqual(['Call back']);
  });

  it('takes no time that cannot be kept, so that no view stumbles over it', async () => {
    await customer('y0');
    const task = { customer: 'shop:y0', title: 'Call' };
    for (const at of ['0000-01-01', '0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59-14:00']) {
      const activity = await ask('POST', '/activities', { customer: 'shop:y0', activity: 'call', occurredAt: at });
      expect(activity.body.errors).toMatchObject([{ pointer: '/occurredAt' }]);
      expect((await ask('POST', '/tasks', { ...task, dueAt: at })).body.errors).toMatchObject([{ pointer: '/dueAt' }]);
    }
    const last = await ask('POST', '/tasks', { ...task, dueAt: '9999-12-31' });
    const list = await ask('GET', '/tasks?customer=shop:y0&from=0001-01-01&to=9999-12-31', undefined, after(last));
    expect(list.body.items).toMatchObject([{ dueAt: '9999-12-31T00:00:00.000Z' }]);
  });

  it('describes each of its routes', () => {
    const { paths } = openApiDocument(app, interactions);
    expect(Object.keys(paths).sort()).toEqual(
      expect.arrayContaining([
        '/interactions/v1/activities',
        '/interactions/v1/activities/{id}',
        '/interactions/v1/activities/{id}/withdrawal',
        '/interactions/v1/customers/{ref}/timeline',
        '/interactions/v1/purchases/{id}/cancellation',
        '/interactions/v1/purchases/{id}/refunds',
        '/interactions/v1/tasks',
        '/interactions/v1/tasks/{id}',
        '/interactions/v1/tasks/{id}/cancellation',
        '/interactions/v1/tasks/{id}/done',
        '/interactions/v1/tasks/{id}/reopening',
        '/interactions/v1/waiting',
      ]),
    );
  });
});
