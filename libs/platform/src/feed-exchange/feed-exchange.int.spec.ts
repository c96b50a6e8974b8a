import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IdentityKeys } from '@clientele/privacy';
import { testDatabase, type TestDatabase } from '@clientele/testing';
import { Config } from '../config/config.js';
import { createLogger } from '../logging/logger.js';
import { openService, type OpenService } from '../open-service.js';
import { createServiceApp } from '../service-app.js';
import type { ServiceDefinition } from '../service-definition.js';
import { FeedClient, PublisherUnreachable } from './feed-client.js';
import { addFeedRoutes } from './feed-routes.js';
import { feedTokenOf } from './feed-token.js';

@Module({})
class EmptyModule {}

const definition: ServiceDefinition = {
  name: 'intake',
  description: 'A publisher.',
  module: EmptyModule,
  migrations: [],
  publish: ({ type, schemaVersion, data }) => (type === 'Kept' ? undefined : { type, schemaVersion, data }),
};

describe('what services ask each other over HTTP', () => {
  const token = feedTokenOf('a secret of the test');
  let database: TestDatabase;
  let service: OpenService;
  let app: NestFastifyApplication;
  let url: string;
  const client = (urls = [url], by = token): FeedClient => new FeedClient({ service: 'intake', urls, token: by });

  beforeAll(async () => {
    database = await testDatabase();
    const [config, keys, logger] = [
      new Config({ shards: 4 }),
      new IdentityKeys('a secret of the test'),
      createLogger('silent'),
    ];
    service = await openService(definition, { config, databaseUrl: database.url, keys, logger });
    const events = ['Told', 'Kept', 'Told'].map((type) => ({
      type,
      data: { name: '张伟' },
      meta: { actor: 'user:kim' },
    }));
    await service.store.append([{ stream: 'one', events }]);
    app = await createServiceApp(definition, {
      ...service,
      config,
      keys,
      feeds: new Map(),
      addRoutes: (fastify, host) => addFeedRoutes(fastify, { feed: service.feed, host, token }),
    });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await service.database.close();
    await database.close();
  });

  it('are the heads, and the history as the feed has it', async () => {
    const heads = await service.store.heads();
    expect(await client().heads()).toEqual(heads);
    const after = new Map([[heads.indexOf(3), 0]]);
    const history = await client().history(after, 10);
    expect(history).toEqual(await service.feed.history(after, 10));
    expect(history[0]!.records.map(({ sequence }) => sequence)).toEqual([1, 3]);
    expect(await client().history(after, 1)).toMatchObject([{ from: 0, to: 1 }]);
    expect(await client().history(after, 10, ['Other'])).toMatchObject([{ to: 3, records: [] }]);
  });

  it('is how far reactions are', async () => {
    expect(await client().follow(new Map([['customers', [{ shard: 0, sequence: 7 }]]]), 100)).toEqual(new Map());
  });

  it('is refused to strangers', async () => {
    await expect(client([url], feedTokenOf('another secret of all')).heads()).rejects.toThrow(/answered 403/);
    for (const path of ['heads', 'history', 'follow']) {
      const answer = await fetch(`${url}/internal/feed/${path}`, { method: path === 'heads' ? 'GET' : 'POST' });
      expect(answer.status).toBe(403);
    }
  });

  it('is refused in words where it makes no sense', async () => {
    const answer = await fetch(`${url}/internal/feed/history`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ after: [[0, -1]], limit: 1 }),
    });
    expect(answer.status).toBe(400);
  });

  it('is asked of the next process where one fails, and of that one first from then on', async () => {
    let asked = 0;
    const failing = createServer((_, response) => {
      asked += 1;
      response.writeHead(500).end();
    }).listen(0, '127.0.0.1');
    await once(failing, 'listening');
    const ill = `http://127.0.0.1:${(failing.address() as AddressInfo).port}`;
    const asking = client([ill, url]);
    const after = new Map([[0, 0]]);
    expect(await asking.history(after, 1)).toEqual(await service.feed.history(after, 1));
    await asking.history(after, 1);
    expect(asked).toBe(1);
    await expect(client([ill]).heads()).rejects.toThrow('intake does not answer: it answered 500.');
    failing.close();
  });

  it('is asked of the next process where one does not answer', async () => {
    const nobody = 'http://127.0.0.1:9';
    const asking = client([nobody, url]);
    expect(await asking.heads()).toEqual(await service.store.heads());
    await expect(client([nobody]).history(new Map([[0, 0]]), 1)).rejects.toThrow(PublisherUnreachable);
    await expect(client([nobody]).heads()).rejects.toThrow(/^intake does not answer: .+\.$/);
  });
});
