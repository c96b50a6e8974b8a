import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FACT_TYPES } from '@clientele/contracts';
import { encodePositions } from '@clientele/event-sourcing';
import { publishAsIs } from '@clientele/messaging';
import {
  Config,
  createLogger,
  createServiceApp,
  encodeCursor,
  openService,
  type OpenService,
} from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { testDatabase, type TestDatabase } from '@clientele/testing';
import { v7 } from 'uuid';
import { customers } from './index.js';

interface Said {
  shop?: string;
  crm?: string;
  email?: string;
  at?: string;
  profile?: Record<string, string>;
}
interface Answer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a client reads from JSON
  body: any;
  etag?: string;
}
type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

const UNKNOWN = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('customers over HTTP', () => {
  const keys = new IdentityKeys('a secret of the test');
  const logger = createLogger('silent');
  const config = new Config({ shards: 4 });
  let databases: TestDatabase[];
  let service: OpenService;
  let intake: OpenService;
  let app: NestFastifyApplication;
  let seen = '';

  beforeAll(async () => {
    databases = await Promise.all([testDatabase(), testDatabase()]);
    const [own, other] = databases as [TestDatabase, TestDatabase];
    const source = { ...customers, name: 'intake' as const, migrations: [], publish: publishAsIs(...FACT_TYPES) };
    service = await openService(customers, { config, databaseUrl: own.url, keys, logger });
    intake = await openService(source, { config, databaseUrl: other.url, keys, logger });
    app = await createServiceApp(customers, {
      config,
      ...service,
      feeds: new Map([['intake', intake.feed]]),
      keys,
      logger,
    });
    await app.startAllMicroservices();
  });
  afterAll(async () => {
    await app?.close();
    await Promise.all([service?.database.close(), intake?.database.close()]);
    await Promise.all(databases.map((database) => database.close()));
  });

  /** Each request reads what the one before wrote. */
  const ask = async (
    method: Method,
    path: string,
    payload?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const url = `/customers/v1/${path}`;
    const answer = await app.inject({
      method,
      url,
      ...(payload && { payload }),
      headers: { 'clientele-after': seen, ...headers },
    });
    seen = String(answer.headers['clientele-position'] ?? seen);
    return { status: answer.statusCode, body: answer.body && answer.json(), etag: answer.headers.etag as string };
  };
  const get = (path: string) => ask('GET', path);
  const post = (path: string, payload: object, headers = {}) => ask('POST', path, payload, headers);
  const register = async (payload: object): Promise<string> => (await post('customers', payload)).body.id;
  const search = async (query: string): Promise<string[]> =>
    (await get(`customers?${query}`)).body.items.map((each: { name?: string }) => each.name);

  const facts = async (...all: Said[]): Promise<void> => {
    const results = await intake.store.append(
      all.map(({ shop, crm, email, at = '2024-01-01T00:00:00.000Z', profile }) => {
        const factId = v7();
        const ids = Object.entries({ shop, crm }).filter((pair): pair is [string, string] => pair[1] !== undefined);
        const identifiers = { externalIds: ids.map(([source, id]) => ({ source, id })), ...(email && { email }) };
        const data = {
          factId,
          source: 'shop',
          sourceId: factId,
          occurredAt: at,
          identifiers,
          profile,
          keys: keys.ofIdentifiers(identifiers),
          amount: '1.00',
          currency: 'USD',
          quantity: 1,
        };
        return {
          stream: `fact-${factId}`,
          events: [{ type: 'PurchaseReceived', data, meta: { actor: 'source:shop' } }],
        };
      }),
    );
    seen = encodePositions(new Map([['intake', results.flatMap((result) => (result.ok ? [result.position] : []))]]));
    await get('customers?limit=1');
  };

  describe('by hand', () => {
    it('registers, and shows the customer by id, e-mail, phone and external id', async () => {
      const answer = await post('customers', {
        name: ' 张  伟 ',
        country: 'cn',
        email: 'Zhang@Example.com',
        phone: '138 0013 8000',
        externalIds: [{ source: 'crm', id: 'Z 1' }],
        language: 'zh-CN',
        birthDate: '1990-02-28',
      });
      expect(answer.status).toBe(201);
      expect(answer.etag).toBe('"1"');
      const { id } = answer.body;
      for (const ref of [id, 'zhang@example.com', '%2B8613800138000', 'crm:Z%201']) {
        const { status, body, etag } = await get(`customers/${ref}`);
        expect([status, etag]).toEqual([200, '"1"']);
        expect(body).toMatchObject({
          id,
          version: 1,
          name: '张 伟',
          country: 'CN',
          email: 'zhang@example.com',
          phone: '+8613800138000',
          externalIds: [{ source: 'crm', id: 'Z 1' }],
          language: 'zh-CN',
          birthDate: '1990-02-28',
          tags: [],
          notes: [],
        });
      }
    });

    it.each([
      ['a customer', 'customers', { name: 'Only a name' }],
      ['a customer who is known by an address', 'customers', { name: 'Known', email: 'lost-answer@example.com' }],
      ['a note', 'customers/lost-answer@example.com/notes', { text: 'Called back.' }],
    ])('makes %s once also where the answer was lost with the process', async (what, path, payload) => {
      const key = { 'idempotency-key': `lost answer of ${what}` };
      const first = await post(path, payload, key);
      // A crash between the change and the keeping of its answer leaves the key behind as one that was begun.
      await service.database.query(
        "UPDATE idempotency_keys SET status = NULL, started_at = now() - interval '2 minutes' WHERE key = $1",
        [key['idempotency-key']],
      );
      const again = await post(path, payload, key);
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.body).toEqual(first.body);
      expect(await service.store.readStream(`customer-${first.body.id}`)).toHaveLength(first.body.version);
    });

    it('refuses an identifier that is taken, and says by whom', async () => {
      const id = await register({ name: 'Ann', email: 'taken@example.com' });
      const other = await register({ name: 'Bob' });
      const again = await post('customers', { name: 'Ann', email: 'TAKEN@example.com' });
      expect(again).toMatchObject({ status: 409, body: { code: 'KeyTaken', customerId: id, identifier: 'email' } });
      expect(JSON.stringify(again.body)).not.toContain('taken@');
      expect(await ask('PATCH', `customers/${other}`, { email: 'taken@example.com' })).toMatchObject({
        status: 409,
        body: { code: 'KeyTaken', customerId: id },
      });
      expect((await ask('PATCH', `customers/${id}`, { email: 'taken@example.com' })).body.version).toBe(1);
    });

    it('makes one of many posts at once with the same e-mail address', async () => {
      const posts = Array.from({ length: 16 }, () => post('customers', { email: 'race@example.com' }));
      const statuses = (await Promise.all(posts)).map(({ status }) => status).sort();
      expect(statuses).toEqual([201, ...Array(15).fill(409)]);
    });

    it.each([
      ['nothing', {}, 'NobodyNamed'],
      ['no e-mail address', { email: 'nobody' }, 'InvalidRequest'],
      ['a phone number of nowhere', { phone: '12345' }, 'InvalidRequest'],
      ['no country', { name: 'Ann', country: 'XX' }, 'InvalidRequest'],
      ['no date', { name: 'Ann', birthDate: '1990-02-30' }, 'InvalidRequest'],
      ['an unknown field', { name: 'Ann', nickname: 'A' }, 'InvalidRequest'],
      ['to take an e-mail address away', { name: 'Ann', email: null }, 'InvalidRequest'],
      ['to take a phone number away', { name: 'Ann', phone: null }, 'InvalidRequest'],
      ['an external id that is none', { externalIds: [null] }, 'InvalidRequest'],
      ['an external id in a list of its own', { externalIds: [[{ source: 'crm', id: '1' }]] }, 'InvalidRequest'],
      ['a blank external id', { externalIds: [{ source: ' ', id: ' ' }] }, 'InvalidRequest'],
    ])('refuses %s', async (_, payload, code) => {
      expect(await post('customers', payload)).toMatchObject({ status: 400, body: { code } });
    });

    it('reads text as intake does, so that the same external id leads to the same customer', async () => {
      const externalIds = [{ source: ' crm\u200b', id: 'e\u0301 1\u0000 ' }];
      const id = await register({ name: 'R\u202een\u0000e\u0301\ud800', type: '', country: ' ', externalIds });
      expect((await get(`customers/crm:${encodeURIComponent('\u00e9 1')}`)).body).toMatchObject({
        id,
        name: 'Ren\u00e9',
        externalIds: [{ source: 'crm', id: '\u00e9 1' }],
      });
    });

    it('takes a tag off as it was put on', async () => {
      const id = await register({ name: 'Ann' });
      await post(`customers/${id}/tags`, { tag: 'very  good' });
      await ask('DELETE', `customers/${id}/tags/very%20%20good`);
      expect((await get(`customers/${id}`)).body.tags).toEqual([]);
    });

    it('changes fields, clears them, and adds identifiers, unless the customer was changed meanwhile', async () => {
      const id = await register({ name: 'Ann', city: 'Rome', email: 'ann1@example.com' });
      const change = { name: 'Anna', city: null, email: 'ann2@example.com', type: 'individual' };
      expect((await ask('PATCH', `customers/${id}`, change, { 'if-match': '"1"' })).status).toBe(200);
      const { body } = await get(`customers/${id}`);
      expect(body).toMatchObject({ name: 'Anna', type: 'individual', email: 'ann2@example.com' });
      expect(body.emails).toEqual(['ann1@example.com', 'ann2@example.com']);
      expect(body).not.toHaveProperty('city');
      expect((await ask('PATCH', `customers/${id}`, { name: 'A' }, { 'if-match': '"1"' })).status).toBe(409);
      expect((await ask('PATCH', `customers/${id}`, change)).body.version).toBe(body.version);
    });

    it('classifies, tags, untags and notes', async () => {
      const id = await register({ name: 'Acme', country: 'US', industry: 'Retail' });
      await ask('PUT', `customers/${id}/classification`, { type: 'company', industry: 'Software' });
      await post(`customers/${id}/tags`, { tag: 'vip' });
      await post(`customers/${id}/tags`, { tag: 'big/old' });
      await ask('DELETE', `customers/${id}/tags/big%2Fold`);
      await post(`customers/${id}/notes`, { text: 'Called.' }, { 'clientele-actor': 'Ann' });
      const { body } = await get(`customers/${id}`);
      expect(body).toMatchObject({ type: 'company', industry: 'Software', tags: ['vip'] });
      expect(body).not.toHaveProperty('country');
      expect(body.notes).toEqual([
        { id: expect.any(String), text: 'Called.', at: expect.any(String), by: 'user:Ann', customerId: id },
      ]);
    });

    it.each<[Method, string, object | undefined]>([
      ['GET', `customers/${UNKNOWN}`, undefined],
      ['GET', 'customers/nobody@example.com', undefined],
      ['GET', 'customers/nonsense', undefined],
      ['GET', `customers/${UNKNOWN}/history`, undefined],
      ['PATCH', `customers/${UNKNOWN}`, { name: 'Ann' }],
      ['POST', `customers/${UNKNOWN}/tags`, { tag: 'vip' }],
      ['POST', `customers/${UNKNOWN}/merges`, { customerId: UNKNOWN }],
    ])('%s %s is unknown', async (method, path, payload) => {
      expect(await ask(method, path, payload)).toMatchObject({ status: 404, body: { code: 'CustomerUnknown' } });
    });
  });

  describe('merged and un-merged', () => {
    const shown = async (ref: string) => (await get(`customers/${ref}`)).body;

    it('shows the survivor, filled from the other; and each as it would have been, after further facts', async () => {
      const one = await register({ name: 'Ann', email: 'm1@example.com', externalIds: [{ source: 'shop', id: 'm1' }] });
      const two = await register({ name: 'Anne', city: 'Rome', externalIds: [{ source: 'shop', id: 'm2' }] });
      await post(`customers/${one}/tags`, { tag: 'a' });
      await post(`customers/${two}/tags`, { tag: 'b' });
      await post(`customers/${two}/notes`, { text: 'Of two.' });
      expect((await post(`customers/${one}/merges`, { customerId: two })).status).toBe(200);
      expect(await shown(two)).toMatchObject({
        id: one,
        name: 'Ann',
        city: 'Rome',
        tags: ['a', 'b'],
        notes: [{ text: 'Of two.', customerId: two }],
        externalIds: [
          { source: 'shop', id: 'm1' },
          { source: 'shop', id: 'm2' },
        ],
        mergedCustomers: [two],
      });

      await facts(
        {
          shop: 'm2',
          email: 'm2@example.com',
          at: new Date().toISOString(),
          profile: { company: 'Two Ltd', jobTitle: 'Boss' },
        },
        { shop: 'm1', at: new Date().toISOString(), profile: { company: 'One Ltd' } },
      );
      expect(await shown('m2@example.com')).toMatchObject({ id: one, company: 'One Ltd', jobTitle: 'Boss' });
      await ask('PATCH', `customers/${two}`, { street: 'Main Street 1' });

      expect((await ask('DELETE', `customers/${one}/merges/${two}`)).status).toBe(200);
      const [first, second] = [await shown(one), await shown(two)];
      expect(first).toMatchObject({
        id: one,
        name: 'Ann',
        company: 'One Ltd',
        street: 'Main Street 1',
        tags: ['a'],
        notes: [],
      });
      expect(first).not.toHaveProperty('city');
      expect(first).not.toHaveProperty('jobTitle');
      expect(first.externalIds).toEqual([{ source: 'shop', id: 'm1' }]);
      expect(second).toMatchObject({
        id: two,
        name: 'Anne',
        city: 'Rome',
        company: 'Two Ltd',
        jobTitle: 'Boss',
        tags: ['b'],
        emails: ['m2@example.com'],
        externalIds: [{ source: 'shop', id: 'm2' }],
        notes: [{ text: 'Of two.' }],
      });
      expect(second).not.toHaveProperty('street');
      expect(first.mergedCustomers).toEqual([]);
    });

    it('goes along a chain, and takes along who was merged before', async () => {
      const [a, b, c] = [
        await register({ name: 'A' }),
        await register({ name: 'B', city: 'Bonn' }),
        await register({ name: 'C' }),
      ];
      await post(`customers/${b}/merges`, { customerId: a });
      await post(`customers/${c}/merges`, { customerId: b });
      expect(await shown(a)).toMatchObject({ id: c, name: 'C', city: 'Bonn', mergedCustomers: [a, b] });
      await post(`customers/${c}/tags`, { tag: 'x' });
      await ask('DELETE', `customers/${c}/merges/${b}`);
      expect(await shown(a)).toMatchObject({ id: b, name: 'B', tags: [] });
      expect((await shown(c)).mergedCustomers).toEqual([]);
    });

    it('refuses itself, circles, a second survivor and undoing what is not', async () => {
      const [a, b, c] = [await register({ name: 'A' }), await register({ name: 'B' }), await register({ name: 'C' })];
      const codeOf = async (method: Method, path: string, payload?: object) => {
        const { status, body } = await ask(method, path, payload);
        return [status, body.code];
      };
      expect(await codeOf('POST', `customers/${a}/merges`, { customerId: a })).toEqual([400, 'MergeIntoItself']);
      expect(await codeOf('DELETE', `customers/${b}/merges/${a}`)).toEqual([409, 'CustomerNotMerged']);
      await post(`customers/${b}/merges`, { customerId: a });
      expect((await post(`customers/${b}/merges`, { customerId: a })).status).toBe(200);
      expect(await codeOf('POST', `customers/${c}/merges`, { customerId: a })).toEqual([409, 'CustomerAlreadyMerged']);
      expect(await codeOf('POST', `customers/${a}/merges`, { customerId: b })).toEqual([409, 'MergeInACircle']);
      expect(await codeOf('DELETE', `customers/${c}/merges/${a}`)).toEqual([409, 'CustomerNotMerged']);
      expect(await codeOf('POST', `customers/${b}/merges`, { customerId: UNKNOWN })).toEqual([404, 'CustomerUnknown']);
    });

    it('closes no circle when many merge at once', async () => {
      const ids = await Promise.all(['A', 'B', 'C', 'D'].map((name) => register({ name })));
      const ring = ids.map((id, place) => post(`customers/${ids[(place + 1) % 4]}/merges`, { customerId: id }));
      const statuses = (await Promise.all(ring)).map(({ status }) => status).sort();
      expect(statuses).toEqual([200, 200, 200, 409]);
    });

    it('takes a tag off the whole, wherever it came from', async () => {
      const [a, b] = [await register({ name: 'A' }), await register({ name: 'B' })];
      await post(`customers/${a}/tags`, { tag: 'x' });
      await post(`customers/${b}/merges`, { customerId: a });
      await ask('DELETE', `customers/${b}/tags/x`);
      expect((await shown(b)).tags).toEqual([]);
    });

    it('refuses no identifier that is one of the merged', async () => {
      const [a, b] = [await register({ name: 'A', email: 'fam@example.com' }), await register({ name: 'B' })];
      await post(`customers/${b}/merges`, { customerId: a });
      expect((await ask('PATCH', `customers/${b}`, { email: 'fam@example.com' })).status).toBe(200);
      const taken = await post('customers', { email: 'fam@example.com' });
      expect(taken.body).toMatchObject({ code: 'KeyTaken', customerId: b });
    });
  });

  describe('searched', () => {
    it('finds by parts, in any script, and by filters', async () => {
      await facts(
        {
          shop: 's1',
          at: '2001-01-05T00:00:00Z',
          profile: { name: '张伟', country: 'CN', industry: 'Search', type: 'individual' },
        },
        {
          shop: 's2',
          at: '2001-01-06T00:00:00Z',
          profile: { name: 'Jürgen Müller', country: 'DE', industry: 'Search' },
        },
        {
          shop: 's3',
          email: 'find.me@example.com',
          at: '2001-02-01T00:00:00Z',
          profile: { name: 'Li Na', country: 'CN', industry: 'Search' },
        },
      );
      expect(await search('q=张&industry=Search')).toEqual(['张伟']);
      expect(await search('q=张&type=individual')).toEqual(['张伟']);
      expect(await search('q=张&type=company')).toEqual([]);
      expect(await search('q=li&country=cn&industry=Search')).toEqual(['Li Na']);
      expect(await search('q=li&country=de&industry=Search')).toEqual([]);
      expect(await search('q=muller%20jur')).toEqual(['Jürgen Müller']);
      expect(await search('q=LI&industry=Search')).toEqual(['Li Na']);
      expect(await search('q=d.me@ex')).toEqual(['Li Na']);
      expect(await search('q=shop:s2')).toEqual(['Jürgen Müller']);
      expect(await search('country=cn&industry=Search')).toEqual(['Li Na', '张伟']);
      expect(await search('industry=Search&type=individual')).toEqual(['张伟']);
      expect(await search('industry=Search&registeredFrom=2001-01-06&registeredTo=2001-02-01')).toEqual([
        'Li Na',
        'Jürgen Müller',
      ]);
      expect(await search('q=nobody%20at%20all')).toEqual([]);
      expect((await get('customers?registeredFrom=yesterday')).status).toBe(400);
    });

    it('finds a merged one by its own name, as the survivor, and by tags of both', async () => {
      const [a, b] = [await register({ name: 'Findus Before' }), await register({ name: 'Findus After' })];
      await post(`customers/${a}/tags`, { tag: 'findus' });
      expect(await search('tag=findus')).toEqual(['Findus Before']);
      await post(`customers/${b}/merges`, { customerId: a });
      expect(await search('q=findus')).toEqual(['Findus After']);
      expect(await search('q=before&tag=findus')).toEqual(['Findus After']);
      await ask('DELETE', `customers/${b}/merges/${a}`);
      expect(await search('q=findus')).toEqual(['Findus After', 'Findus Before']);
    });

    it('turns pages in a stable order, and counts when asked', async () => {
      await facts(
        ...Array.from({ length: 7 }, (_, i) => ({
          shop: `p${i}`,
          at: '2002-01-01T00:00:00Z',
          profile: { name: `Page ${i}`, industry: 'Pages' },
        })),
      );
      const names: string[] = [];
      let next: string | null = '';
      for (let cursor = ''; next !== null; cursor = `&cursor=${next}`) {
        const { body } = await get(`customers?industry=Pages&limit=3&total=true${cursor}`);
        expect(body.total).toBe(7);
        names.push(...body.items.map((each: { name: string }) => each.name));
        next = body.next;
      }
      expect(names).toHaveLength(7);
      expect(new Set(names).size).toBe(7);
    });
  });

  it.each(['q=%00', 'tag=%00', 'industry=%00', 'q=%25', 'q=_', `q=${'x'.repeat(200)}`, 'registeredTo=9999-12-31'])(
    'answers an odd search, %s',
    async (query) => {
      expect((await get(`customers?${query}`)).status).toBe(200);
    },
  );

  it.each(['registeredFrom=2024-02-30', 'registeredTo=0000-01-01', 'total=maybe', 'country=ZZ', 'q=a&q=b'])(
    'refuses to search by %s',
    async (query) => {
      const { status, body } = await get(`customers?${query}`);
      expect([status, body.errors]).toEqual([400, [{ parameter: query.split('=')[0], detail: expect.any(String) }]]);
    },
  );

  it.each([
    ['customers', ['x', 'y']],
    ['customers', ['2024-02-30T00:00:00.000000Z', UNKNOWN]],
    ['customers', ['2024-01-01T00:00:00.000000Z', 1]],
    ['possible-duplicates', [1, 2]],
    ['customers/cursors@example.com/history', [null, null, null]],
    ['customers/cursors@example.com/history', [1, 2, 3]],
  ])('refuses a cursor of %s that it did not give: %j', async (path, values) => {
    await post('customers', { email: 'cursors@example.com' });
    const { status, body } = await get(`${path}?cursor=${encodeCursor(values)}`);
    expect([status, body.code]).toEqual([400, 'InvalidCursor']);
  });

  describe('looked back at', () => {
    it('tells what happened, by whom and when, with what came through a merge', async () => {
      await facts({ shop: 'h1', profile: { name: 'Hans' } });
      const { id } = (await get('customers/shop:h1')).body;
      const other = await register({ name: 'Other' });
      await post(`customers/${id}/notes`, { text: 'Met.' }, { 'clientele-actor': 'ann' });
      await post(`customers/${id}/merges`, { customerId: other });
      const all = async () => (await get(`customers/${id}/history?limit=100`)).body.items;
      expect((await all()).map((each: { type: string; by: string }) => [each.type, each.by])).toEqual([
        ['CustomerMerged', 'user:anonymous'],
        ['NoteAdded', 'user:ann'],
        ['CustomerRegistered', 'user:anonymous'],
        ['CustomerRegistered', 'source:shop'],
      ]);
      expect(JSON.stringify(await all())).not.toContain('"key"');
      await ask('DELETE', `customers/${id}/merges/${other}`);
      expect((await all()).map((each: { what: string }) => each.what)).toEqual([
        `Customer ${other} un-merged from ${id}.`,
        `Customer ${other} merged into ${id}.`,
        'Note added.',
        'Registered from the first fact that came.',
      ]);
      const first = (await get(`customers/${id}/history?limit=3`)).body;
      const rest = (await get(`customers/${id}/history?limit=3&cursor=${first.next}`)).body;
      expect([...first.items, ...rest.items]).toEqual(await all());
      expect(rest.next).toBeNull();
    });

    it('shows the profile of a past date by the facts’ own dates, and what was known then', async () => {
      const before = new Date();
      await facts({ shop: 'b1', at: '2020-03-01T10:00:00Z', profile: { name: 'March', city: 'Rome' } });
      await facts({ shop: 'b1', at: '2020-06-01T10:00:00Z', profile: { name: 'June' } });
      const { id } = (await get('customers/shop:b1')).body;
      const at = async (query: string) => (await get(`customers/shop:b1?${query}`)).body;
      expect(await at('asOf=2020-03-01')).toMatchObject({ id, name: 'March', city: 'Rome' });
      expect(await at('asOf=2020-06-01T09:59:59Z')).toMatchObject({ name: 'March' });
      expect(await at('asOf=2020-06-01')).toMatchObject({ name: 'June', city: 'Rome' });
      expect(await at('asOf=2020-02-28')).toMatchObject({ code: 'CustomerUnknown' });
      expect(await at(`asOf=2020-06-01&knownAt=${before.toISOString()}`)).toMatchObject({ code: 'CustomerUnknown' });
      expect((await get('customers/shop:b1?asOf=2020-13-01')).status).toBe(400);
    });

    it('tells of a past date no class that was learned for a later one', async () => {
      await facts({ shop: 'b2', at: '2020-03-01T00:00:00Z', profile: { type: 'company' } });
      await facts({ shop: 'b2', at: '2020-01-01T00:00:00Z', profile: { country: 'CN' } });
      const { body } = await get('customers/shop:b2?asOf=2020-02-01');
      expect(body).toMatchObject({ country: 'CN' });
      expect(body).not.toHaveProperty('type');
      expect((await get('customers/shop:b2?asOf=2020-03-01')).body).toMatchObject({ country: 'CN', type: 'company' });
    });

    it('shows merges and changes by hand as they stood', async () => {
      const one = await register({ name: 'One' });
      const two = await register({ name: 'Two', city: 'Rome' });
      const moments: string[] = [];
      const moment = async () => {
        await service.database.query('SELECT pg_sleep(0.005)');
        moments.push(new Date().toISOString());
        await service.database.query('SELECT pg_sleep(0.005)');
      };
      await moment();
      await post(`customers/${one}/merges`, { customerId: two });
      await moment();
      await ask('DELETE', `customers/${one}/merges/${two}`);
      await ask('PATCH', `customers/${two}`, { name: 'Second' });
      await moment();
      const at = async (id: string, moment: number) => (await get(`customers/${id}?asOf=${moments[moment]}`)).body;
      expect(await at(two, 0)).toMatchObject({ id: two, name: 'Two' });
      expect(await at(two, 1)).toMatchObject({ id: one, name: 'One', city: 'Rome', mergedCustomers: [two] });
      expect(await at(one, 1)).toEqual(await at(two, 1));
      expect(await at(two, 2)).toMatchObject({ id: two, name: 'Second' });
      expect((await at(one, 2)).mergedCustomers).toEqual([]);
    });
  });

  it('lists possible duplicates until they are merged or dismissed', async () => {
    await facts(
      { shop: 'd1', profile: { name: 'D1' } },
      { shop: 'd2', profile: { name: 'D2' } },
      { crm: 'd3', email: 'd@example.com' },
    );
    await facts({ shop: 'd1', email: 'd@example.com' }, { shop: 'd2', email: 'd@example.com' });
    const list = async (status: string) =>
      (await get(`possible-duplicates?status=${status}`)).body.items.filter(
        (each: { shares: string[] }) => each.shares[0] === 'email',
      );
    expect((await get('customers/shop:d2')).body.emails).toEqual(['d@example.com']);
    expect((await get('customers/d@example.com')).body.name).toBeUndefined();
    const [second, first] = await list('open');
    expect(await list('open')).toHaveLength(2);
    expect(first).toMatchObject({ status: 'open', customers: [{}, {}], shares: ['email'] });
    expect((await post(`possible-duplicates/${first.id}/dismissal`, { reason: 'Two people.' })).status).toBe(200);
    await post(`customers/${second.customerIds[0]}/merges`, { customerId: second.customerIds[1] });
    expect(await list('open')).toEqual([]);
    expect(await list('dismissed')).toMatchObject([{ id: first.id, dismissal: { reason: 'Two people.' } }]);
    expect(await list('merged')).toMatchObject([{ id: second.id }]);
    const { body } = await get(`customers/${first.customerIds[0]}/history`);
    expect(body.items[0].type).toMatch(/PossibleDuplicateDismissed|CustomerMerged/);
    expect((await post(`possible-duplicates/${UNKNOWN}/dismissal`, {})).status).toBe(404);
  });
});
