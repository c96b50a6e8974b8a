import { Writable } from 'node:stream';
import { Body, Controller, Module, Param, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { activeTraceparent } from '@clientele/event-sourcing';
import { IdentityKeys } from '@clientele/privacy';
import { recordSpans, testDatabase, type RecordedSpans, type TestDatabase } from '@clientele/testing';
import { Config } from '../config/config.js';
import { createLogger } from '../logging/logger.js';
import { openService, type OpenService } from '../open-service.js';
import { createServiceApp } from '../service-app.js';
import type { ServiceDefinition } from '../service-definition.js';
import { metricsText } from '../telemetry/index.js';

@Controller('people')
class PeopleController {
  @Post(':mail')
  async post(@Param('mail') mail: string, @Body() { name }: { name: string }): Promise<unknown> {
    // As PostgreSQL would say it.
    if (name === 'Broken Ann') throw new Error(`Key (name)=(${name}) is there already, for ${mail}`);
    return { traceparent: activeTraceparent() };
  }
}

@Module({ controllers: [PeopleController] })
class PeopleModule {}

const people: ServiceDefinition = { name: 'customers', description: 'People.', module: PeopleModule, migrations: [] };

describe('requests as they are seen from outside', () => {
  let log = '';
  const out = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      log += chunk.toString();
      done();
    },
  });
  let database: TestDatabase;
  let service: OpenService;
  let app: NestFastifyApplication;
  let spans: RecordedSpans;

  beforeAll(async () => {
    spans = await recordSpans();
    database = await testDatabase();
    const [keys, logger] = [new IdentityKeys('a secret of the test'), createLogger('trace', 'customers', out)];
    const config = new Config({ shards: 1 });
    service = await openService(people, { config, databaseUrl: database.url, keys, logger });
    app = await createServiceApp(people, { config, ...service, feeds: new Map(), keys, logger });
  });
  afterAll(async () => {
    await app.close();
    await service.database.close();
    await database.close();
    await spans.stop();
  });
  beforeEach(() => {
    log = '';
  });

  const post = (name: string, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: '/customers/v1/people/ann@example.org?note=geheim',
      payload: { name },
      headers: { 'clientele-actor': 'geheim', ...headers },
    });
  const lines = () =>
    log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const PERSONAL = /ann|example\.org|geheim/i;

  it('are spans of the caller’s trace, also for what is done after the body has come', async () => {
    const answer = await post('Ann', { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` });
    const span = spans.ended.at(-1)!;
    const { traceId, spanId } = span.spanContext();
    expect([traceId, span.parentSpanContext?.spanId]).toEqual(['a'.repeat(32), 'b'.repeat(16)]);
    expect(answer.json()).toEqual({ traceparent: `00-${traceId}-${spanId}-01` });
    expect(span).toMatchObject({
      name: 'POST /customers/v1/people/:mail',
      attributes: { 'http.response.status_code': 201, 'clientele.service': 'customers' },
    });
    expect(lines().at(-1)).toMatchObject({ msg: 'request', trace_id: traceId, span_id: spanId });
  });

  it.each([
    ['well', 'Ann', 201],
    ['badly', 'Broken Ann', 500],
  ])('show nothing personal where they end %s', async (_, name, status) => {
    expect((await post(name)).statusCode).toBe(status);
    const { attributes, events, status: outcome, name: title } = spans.ended.at(-1)!;
    const seen = JSON.stringify({ attributes, events, outcome, title });
    expect(seen).toContain(String(status));
    expect(lines().at(-1)).toMatchObject({ status, route: '/customers/v1/people/:mail' });
    const metrics = await metricsText();
    expect(metrics).toContain(`http_response_status_code="${status}"`);
    for (const told of [seen, log, metrics]) expect(told).not.toMatch(PERSONAL);
  });

  it('are no spans, and show nothing personal, where nobody knows the address', async () => {
    const before = spans.ended.length;
    await app.inject('/customers/v1/nobody/ann@example.org');
    expect(spans.ended).toHaveLength(before);
    expect(lines().at(-1)).toMatchObject({ msg: 'request', status: 404 });
    expect(log).not.toMatch(PERSONAL);
  });
});
