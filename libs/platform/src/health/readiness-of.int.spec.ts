import { Injectable, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sql, View } from '@clientele/event-sourcing';
import { publishEverything } from '@clientele/messaging';
import { IdentityKeys } from '@clientele/privacy';
import { eventually, testDatabase, type TestDatabase } from '@clientele/testing';
import { Config } from '../config/config.js';
import { createLogger } from '../logging/logger.js';
import { openService, type OpenService } from '../open-service.js';
import { createServiceApp } from '../service-app.js';
import type { ServiceDefinition } from '../service-definition.js';
import { projections } from '../subscriptions/projections.js';
import { SubscriptionHost } from '../subscriptions/subscription-host.js';
import { readinessOf } from './readiness-of.js';

/** What the view does with a batch. */
let doing: (() => Promise<void>) | undefined;

@Injectable()
class CardsView implements View {
  readonly name = 'cards';
  readonly version = 1;
  readonly sources = { customers: ['Posted'] };

  async create(tx: Sql): Promise<void> {
    await tx.query('CREATE TABLE cards ()');
  }

  async project(): Promise<void> {
    await doing?.();
  }
}

@Module({ providers: projections(CardsView) })
class CardModule {}

const cards: ServiceDefinition = {
  name: 'customers',
  description: 'Cards.',
  module: CardModule,
  migrations: [],
  publish: publishEverything,
};

const READY = { isReady: true, words: 'ready' };
const notReady = (words: string) => ({ isReady: false, words: expect.stringContaining(words) });

describe('readiness', () => {
  let database: TestDatabase;
  let service: OpenService;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    database = await testDatabase();
    const [keys, logger] = [new IdentityKeys('a secret of the test'), createLogger('silent')];
    const config = new Config({ shards: 2, stuckAfter: 300 });
    service = await openService(cards, { config, databaseUrl: database.url, keys, logger });
    app = await createServiceApp(cards, { config, ...service, feeds: new Map(), keys, logger });
  });
  afterAll(async () => {
    // The last test has done so already, if it came to that.
    await app?.close();
    await service?.database.close().catch(() => undefined);
    await database.close();
  });
  afterEach(() => {
    doing = undefined;
  });

  const ready = () => readinessOf(service.database, app.get(SubscriptionHost).watch);
  const post = (stream: string) => service.store.append([{ stream, events: [{ type: 'Posted', data: {} }] }]);

  it('waits for views and reactions to start', async () => {
    expect(await ready()).toEqual(notReady('have not started'));
    await app.startAllMicroservices();
    expect(await ready()).toEqual(READY);
  });

  it('ends with a view that backs off for long, with the reason in words, and comes back with it', async () => {
    doing = () => Promise.reject(Object.assign(new Error('no more room for ann@example.org'), { code: '53100' }));
    await post('card-1');
    const { words } = await eventually(async () => {
      const state = await ready();
      expect(state).toEqual(notReady('cards has been backing off for'));
      return state;
    });
    expect(words).toContain('53100: no more room for …');
    doing = undefined;
    await eventually(async () => expect(await ready()).toEqual(READY));
  });

  it('ends with a view that stands still although there is something to do', async () => {
    const { promise: freed, resolve: free } = Promise.withResolvers<void>();
    doing = () => freed;
    await post('card-2');
    await eventually(async () => expect(await ready()).toEqual(notReady('cards has stood still for')));
    expect((await ready()).words).toMatch(/in shard \d of customers; events that wait there: 1$/);
    free();
    await eventually(async () => expect(await ready()).toEqual(READY));
  });

  it('does not end with a stream that is parked', async () => {
    doing = () => Promise.reject(new Error('this record is poison'));
    await post('card-3');
    await eventually(async () => expect(await app.get(SubscriptionHost).status()).toMatchObject({ caughtUp: true }));
    expect(await ready()).toEqual(READY);
  });

  it('ends with the database', async () => {
    await app.close();
    await service.database.close();
    expect(await ready()).toEqual(notReady('its database cannot be reached'));
  });
});
