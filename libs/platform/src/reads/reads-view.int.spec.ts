import { Controller, Get, Injectable, Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FeedRecord, Sql, View } from '@clientele/event-sourcing';
import { IdentityKeys } from '@clientele/privacy';
import { eventually, testDatabase, type TestDatabase } from '@clientele/testing';
import {
  Config,
  createLogger,
  createServiceApp,
  Database,
  openService,
  projections,
  ReadsView,
  type ServiceDefinition,
} from '../index.js';

const gate = Promise.withResolvers<void>();

@Injectable()
class FirstVersion implements View {
  readonly name = 'cards';
  readonly version: number = 1;
  readonly sources = { customers: ['Posted'] };

  async create(tx: Sql): Promise<void> {
    await tx.query('CREATE TABLE cards (stream text PRIMARY KEY)');
  }

  async project(records: readonly FeedRecord[], tx: Sql): Promise<void> {
    await tx.query('INSERT INTO cards SELECT unnest($1::text[])', [records.map(({ stream }) => stream)]);
  }
}

@Injectable()
class SecondVersion extends FirstVersion {
  override readonly version = 2;

  override async create(tx: Sql): Promise<void> {
    await super.create(tx);
    await tx.query('ALTER TABLE cards ADD colour text');
  }

  override async project(records: readonly FeedRecord[], tx: Sql): Promise<void> {
    await gate.promise;
    await super.project(records, tx);
  }
}

@Controller('cards')
@ReadsView('cards')
class CardController {
  constructor(private readonly database: Database) {}

  @Get()
  async list(): Promise<unknown> {
    return (await this.database.query('SELECT stream FROM cards.cards')).rows;
  }

  @Get('colours')
  async colours(): Promise<unknown> {
    return (await this.database.query('SELECT stream, colour FROM cards.cards')).rows;
  }

  @Get('wrong')
  async wrong(): Promise<unknown> {
    return (await this.database.query('SELECT FROM nowhere')).rows;
  }
}

const serviceWith = (view: Type<View>): ServiceDefinition => {
  @Module({ controllers: [CardController], providers: projections(view) })
  class CardModule {}
  return { name: 'customers', description: 'Cards.', module: CardModule, migrations: [] };
};

describe('A question that an earlier version of the view cannot answer', () => {
  const keys = new IdentityKeys('a secret of the test');
  const logger = createLogger('silent');
  const config = new Config({ shards: 4 });
  let db: TestDatabase;
  let running: { app: NestFastifyApplication; close: () => Promise<void> };

  const start = async (view: Type<View>): Promise<void> => {
    const definition = serviceWith(view);
    const service = await openService(definition, { config, databaseUrl: db.url, keys, logger });
    const app = await createServiceApp(definition, { config, ...service, feeds: new Map(), keys, logger });
    await app.startAllMicroservices();
    await service.store.append([{ stream: `by-${view.name}`, events: [{ type: 'Posted', data: {} }] }]);
    const close = async (): Promise<void> => {
      await app.close();
      await service.database.close();
    };
    running = { app, close };
  };
  const get = (path: string) => running.app.inject({ url: `/customers/v1/cards${path}` });

  beforeAll(async () => {
    db = await testDatabase();
    await start(FirstVersion);
    await eventually(async () => expect((await get('')).json()).toHaveLength(1));
    await running.close();
    await start(SecondVersion);
  });
  afterAll(async () => {
    gate.resolve();
    await running.close();
    await db.close();
  });

  it('is answered by 503 in words until the next one is in place; others are answered throughout', async () => {
    const refused = await get('/colours');
    expect([refused.statusCode, refused.headers['retry-after'], refused.json()]).toMatchObject([
      503,
      '10',
      { code: 'ViewBeingBuilt', detail: expect.stringContaining('Version 2 of the view "cards" is being built') },
    ]);
    expect((await get('')).json()).toEqual([{ stream: 'by-FirstVersion' }]);
    gate.resolve();
    await eventually(async () => expect((await get('/colours')).json()).toHaveLength(2));
  });

  it('is no excuse for a question that no version can answer', async () => {
    await eventually(async () => expect((await get('/colours')).statusCode).toBe(200));
    expect((await get('/wrong')).statusCode).toBe(500);
  });
});
