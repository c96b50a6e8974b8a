import { Body, Controller, Get, Headers, Inject, Injectable, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DomainError,
  encodePositions,
  type Decider,
  type DomainEvent,
  type EventStore,
  type FeedRecord,
  type Reaction,
  type Sql,
  type TransactionalEventStore,
  type View,
} from '@clientele/event-sourcing';
import { publishAsIs } from '@clientele/messaging';
import { IdentityKeys } from '@clientele/privacy';
import { eventually, testDatabase, type TestDatabase } from '@clientele/testing';
import { Type } from 'class-transformer';
import { IsEmail, IsInt, IsString, Max, ValidateNested } from 'class-validator';
import {
  Config,
  createLogger,
  createServiceApp,
  Database,
  EVENT_STORE,
  IfMatch,
  openApiDocument,
  openService,
  PageQuery,
  projections,
  ReadsView,
  written,
  type OpenService,
  type ServiceDefinition,
} from './index.js';

type Posted = DomainEvent & { type: 'Posted'; data: { text: string } };
const Card: Decider<{ count: number }, Posted> = {
  name: 'card',
  initial: { count: 0 },
  evolve: ({ count }) => ({ count: count + 1 }),
};
const posted = (text: string): Posted => ({ type: 'Posted', data: { text } });

class Sender {
  @IsEmail()
  email: string;
}

class PostCard {
  @IsString()
  text: string;

  @IsInt()
  @Max(9)
  copies: number;

  @ValidateNested()
  @Type(() => Sender)
  sender: Sender;
}

@Injectable()
class CardsView implements View {
  readonly name = 'cards';
  readonly version = 1;
  readonly sources = { customers: ['Posted'] };

  async create(tx: Sql): Promise<void> {
    await tx.query('CREATE TABLE cards (stream text, version bigint, text text, PRIMARY KEY (stream, version))');
  }

  async project(records: readonly FeedRecord[], tx: Sql): Promise<void> {
    for (const { stream, sequence, data } of records) {
      const { text } = data as { text: string };
      if (text === 'poison') throw new Error('this record is poison');
      await tx.query('INSERT INTO cards VALUES ($1, $2, $3)', [stream, sequence, text]);
    }
  }
}

@Injectable()
class CopyFromIntake implements Reaction {
  readonly name = 'copy-from-intake';
  readonly sources = { intake: ['Posted'] };

  async react(records: readonly FeedRecord[], _tx: Sql, store: EventStore): Promise<void> {
    for (const { data } of records) {
      await store.append([{ stream: 'card-copied', events: [posted((data as { text: string }).text)] }]);
    }
  }
}

@Controller('cards')
class CardController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: TransactionalEventStore,
    private readonly database: Database,
  ) {}

  @Post(':id')
  async post(@Param('id') id: string, @Body() { text }: PostCard, @IfMatch() version?: number): Promise<unknown> {
    if (text === 'refused') throw new DomainError('CardRefused', 'conflict', 'Not this one.', { holder: 'x' });
    if (text === 'broken') throw new Error('secret words');
    const changed = await this.store.transact(Card, id, () => [posted(text)], {
      ...(version !== undefined && { expectedVersion: version }),
    });
    return written({ id }, { changed: [changed], etag: changed.version, location: `/customers/v1/cards/${id}` });
  }

  @Get()
  @ReadsView('cards')
  async list(@Query() { limit }: PageQuery): Promise<string[]> {
    const { rows } = await this.database.query<{ text: string }>('SELECT text FROM cards.cards LIMIT $1', [limit]);
    return rows.map(({ text }) => text).sort();
  }

  @Get('since/:time')
  async since(@Param('time') time: string): Promise<unknown> {
    return (await this.database.query('SELECT $1::timestamptz AS since', [time])).rows[0];
  }

  @Post('since/:time')
  sinceOnWrite(@Param('time') time: string): Promise<unknown> {
    return this.since(time);
  }

  @Get('agent')
  agent(@Headers('user-agent') agent: string): { agent: string } {
    return { agent };
  }
}

@Module({ controllers: [CardController], providers: projections(CardsView, CopyFromIntake) })
class CardModule {}

const cards: ServiceDefinition = {
  name: 'customers',
  description: 'Cards.',
  module: CardModule,
  migrations: [],
  publish: publishAsIs('Posted'),
};
const elsewhere: ServiceDefinition = { ...cards, name: 'intake', description: 'Elsewhere.' };

const body = (text: string): object => ({ text, copies: 1, sender: { email: 'a@example.org' } });

describe('a service on the platform', () => {
  const keys = new IdentityKeys('a secret of the test');
  const logger = createLogger('silent');
  const config = new Config({ shards: 4, bodyLimit: 2_000 });
  let databases: TestDatabase[];
  let service: OpenService;
  let upstream: OpenService;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    databases = await Promise.all([testDatabase(), testDatabase()]);
    const [own, other] = databases as [TestDatabase, TestDatabase];
    service = await openService(cards, { config, databaseUrl: own.url, keys, logger });
    upstream = await openService(elsewhere, { config, databaseUrl: other.url, keys, logger });
    const feeds = new Map([['intake', upstream.feed]]);
    app = await createServiceApp(cards, { config, ...service, feeds, keys, logger });
    await app.startAllMicroservices();
  });

  afterAll(async () => {
    await app?.close();
    await Promise.all([service?.database.close(), upstream?.database.close()]);
    await Promise.all(databases.map((database) => database.close()));
  });

  it('refuses in words what PostgreSQL cannot take of a request, and owns its own faults', async () => {
    const since = (method: 'GET' | 'POST', time: string) =>
      app.inject({ method, url: `/customers/v1/cards/since/${time}` });
    expect((await since('GET', '2026-01-01')).statusCode).toBe(200);
    for (const time of ['never', '%00', '0000-01-01']) {
      const { statusCode, body } = await since('GET', time);
      expect([statusCode, JSON.parse(body)]).toMatchObject([400, { code: 'UnusableValue' }]);
      expect(body).not.toContain('never');
    }
    expect((await since('POST', '%00')).statusCode).toBe(400);
    expect((await since('POST', 'never')).statusCode).toBe(500);
  });

  const post = (id: string, payload: unknown, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: `/customers/v1/cards/${id}`, payload: payload as object, headers });

  it('answers a command with position, ETag and location, and lets its writer read it', async () => {
    const answer = await post('one', body('first'));
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({ id: 'one' });
    expect(answer.headers).toMatchObject({ etag: '"1"', location: '/customers/v1/cards/one' });
    const token = String(answer.headers['clientele-position']);
    const read = await app.inject({ url: '/customers/v1/cards', headers: { 'clientele-after': token } });
    expect(read.json()).toEqual(['first']);
  });

  it('takes nothing that a page of another site has its visitor send', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const refused = await post('elsewhere', body('x'), headers);
    expect([refused.statusCode, refused.json()]).toMatchObject([403, { code: 'CrossSite' }]);
    const read = await app.inject({ url: '/customers/v1/cards', headers });
    expect([read.statusCode, read.body]).toEqual([200, expect.not.stringContaining('"x"')]);
  });

  it('lets a reader wait for what a reaction makes of another service’s event', async () => {
    const { position } = await upstream.store.transact(Card, 'far', () => [posted('from afar')]);
    const token = encodePositions(new Map([['intake', [position!]]]));
    const read = await app.inject({ url: '/customers/v1/cards', headers: { 'clientele-after': token } });
    expect(read.json()).toContain('from afar');
  });

  it('refuses a token that is none', async () => {
    const read = await app.inject({ url: '/customers/v1/cards', headers: { 'clientele-after': 'nonsense' } });
    expect(read.statusCode).toBe(400);
    expect(read.json()).toMatchObject({ code: 'InvalidPositionToken' });
  });

  it('says per field what is wrong', async () => {
    const answer = await post('x', { text: 3, copies: 10, sender: { email: 'nobody' }, more: true });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const { code, errors } = answer.json<{ code: string; errors: { pointer: string; detail: string }[] }>();
    expect(code).toBe('InvalidRequest');
    expect(new Map(errors.map(({ pointer, detail }) => [pointer, detail]))).toEqual(
      new Map([
        ['/more', 'is not known here'],
        ['/text', 'must be a string'],
        ['/copies', 'must not be greater than 9'],
        ['/sender/email', 'must be an email'],
      ]),
    );
    const query = await app.inject('/customers/v1/cards?limit=0');
    expect(query.json()).toMatchObject({ errors: [{ parameter: 'limit', detail: 'must not be less than 1' }] });
  });

  it.each([
    ['a refusal', () => post('x', body('refused')), 409, { code: 'CardRefused', title: 'Card refused', holder: 'x' }],
    ['another version', () => post('fresh', body('late'), { 'if-match': '"7"' }), 409, { code: 'ConcurrentChange' }],
    ['an ETag that is none', () => post('x', body('late'), { 'if-match': '7' }), 400, { code: 'InvalidIfMatch' }],
    ['malformed JSON', () => post('x', '{"a":', { 'content-type': 'application/json' }), 400, { code: 'BadRequest' }],
    ['a body too large', () => post('x', body('long'.repeat(1_000))), 413, { code: 'PayloadTooLarge' }],
    [
      'a body of unknown type',
      () => post('x', 'a', { 'content-type': 'text/x' }),
      415,
      { code: 'UnsupportedMediaType' },
    ],
    ['an unknown route', () => app.inject('/customers/v1/nothing'), 404, { code: 'RouteUnknown' }],
    ['an address outside', () => app.inject('/nothing'), 404, { code: 'RouteUnknown' }],
    ['a malformed address', () => app.inject('/customers/v1/cards/%zz'), 400, { code: 'BadRequest' }],
    ['an unknown view', () => app.inject({ method: 'POST', url: '/customers/v1/operations/views/x/rebuild' }), 404, {}],
  ])('answers %s as a problem', async (_, ask, status, problem) => {
    const answer = await ask();
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.json()).toMatchObject({ status, ...problem });
  });

  it('keeps the words of an unforeseen error to itself', async () => {
    const answer = await post('x', body('broken'));
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret');
    expect(answer.json()).toMatchObject({ code: 'InternalError', id: expect.any(String) });
  });

  describe('Idempotency-Key', () => {
    it('does a repeated request once and answers it the same', async () => {
      const answers = [];
      for (let i = 0; i < 3; i++) answers.push(await post('twice', body('again'), { 'idempotency-key': 'k1' }));
      expect(answers.map(({ statusCode, body: text }) => [statusCode, text])).toEqual(
        Array(3).fill([201, '{"id":"twice"}']),
      );
      expect(answers[2]?.headers).toMatchObject({
        etag: '"1"',
        'idempotency-replayed': 'true',
        'clientele-position': answers[0]?.headers['clientele-position'],
      });
      expect((await service.store.readStream('card-twice')).length).toBe(1);
    });

    it('does concurrent ones once', async () => {
      const many = Array.from({ length: 10 }, () => post('many', body('at once'), { 'idempotency-key': 'k2' }));
      const codes = (await Promise.all(many)).map(({ statusCode }) => statusCode);
      expect(codes).toContain(201);
      expect(codes.every((code) => code === 201 || code === 409)).toBe(true);
      expect((await service.store.readStream('card-many')).length).toBe(1);
    });

    it('refuses the key for another request, and frees it after a refusal', async () => {
      await post('other', body('one'), { 'idempotency-key': 'k3' });
      expect((await post('other', body('two'), { 'idempotency-key': 'k3' })).statusCode).toBe(422);
      expect((await post('other', body('refused'), { 'idempotency-key': 'k4' })).statusCode).toBe(409);
      expect((await post('other', body('three'), { 'idempotency-key': 'k4' })).statusCode).toBe(201);
    });
  });

  it('parks what fails, tells so, and replays it', async () => {
    await post('bad', body('poison'));
    await post('bad', body('after it'));
    const parked = await eventually(async () => {
      const { items } = (await app.inject('/customers/v1/operations/parked')).json<{ items: object[] }>();
      expect(items).toMatchObject([{ subscription: 'cards', stream: 'card-bad', records: 2 }]);
      return items;
    });
    expect(parked).toHaveLength(1);
    const replay = { method: 'POST', url: '/customers/v1/operations/parked/replay' } as const;
    const replayed = await app.inject({ ...replay, payload: { subscription: 'cards' } });
    expect(replayed.json()).toMatchObject({ replayed: 0, failed: 1 });
  });

  it('tells how far it is, and rebuilds', async () => {
    const rebuild = await app.inject({ method: 'POST', url: '/customers/v1/operations/views/cards/rebuild' });
    expect(rebuild.statusCode).toBe(202);
    await eventually(async () => {
      const status = (await app.inject('/customers/v1/operations/status')).json<Record<string, unknown>>();
      expect(status).toMatchObject({ service: 'customers', caughtUp: true, pending: {} });
      expect(status.subscriptions).toMatchObject([
        { name: 'copy-from-intake', kind: 'reaction', lag: 0 },
        { name: 'cards', kind: 'view', version: 1, lag: 0, parkedStreams: 1 },
      ]);
      expect((status.subscriptions as object[])[1]).not.toHaveProperty('rebuilding');
    });
  });

  it('describes its routes', () => {
    const { paths, info, components } = openApiDocument(app, cards);
    const headersOf = (path: string, method: 'get' | 'post'): string[] =>
      (paths[path]?.[method]?.parameters ?? []).flatMap((each) =>
        'in' in each && each.in === 'header' ? [each.name] : [],
      );
    expect(headersOf('/customers/v1/cards', 'get')).toEqual(['Clientele-After']);
    expect(headersOf('/customers/v1/cards/{id}', 'post').sort()).toEqual(['Idempotency-Key', 'If-Match']);
    expect(paths['/customers/v1/cards']?.get?.responses).toHaveProperty('default');
    expect(components?.schemas).toHaveProperty('Problem');
    expect(info.description).toBe('Cards.');
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/customers/v1/cards/{id}', '/customers/v1/operations/status']),
    );
  });

  it('refuses another identity secret', async () => {
    const other = new IdentityKeys('another secret, not the same');
    const opening = openService(cards, { config, databaseUrl: databases[0]!.url, keys: other, logger });
    await expect(opening).rejects.toThrow('CLIENTELE_IDENTITY_SECRET');
  });
});
