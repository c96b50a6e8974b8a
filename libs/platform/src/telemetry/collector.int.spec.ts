import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { counter, inSpan } from '@clientele/event-sourcing';
import { createLogger } from '../logging/logger.js';
import { startTelemetry } from './index.js';

describe('a collector that OTEL_EXPORTER_OTLP_ENDPOINT names', () => {
  const sent = new Map<string, string>();
  let collector: Server;

  beforeAll(async () => {
    collector = createServer((request, response) => {
      void text(request).then((body) => {
        sent.set(request.url ?? '', body);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
  });
  afterAll(() => {
    collector.close();
    collector.closeAllConnections();
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    delete process.env.OTEL_EXPORTER_OTLP_TIMEOUT;
  });

  const work = async (port: number): Promise<void> => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`;
    const telemetry = await startTelemetry({ service: 'intake', logger: createLogger('silent') });
    counter('clientele.test', {}).add(1);
    await inSpan('work', {}, async () => undefined);
    await telemetry.shutdown();
  };

  it('gets spans and metrics, the last ones before the process ends', async () => {
    await work((collector.address() as AddressInfo).port);
    expect([...sent.keys()].sort()).toEqual(['/v1/metrics', '/v1/traces']);
    expect(sent.get('/v1/traces')).toContain('"work"');
    expect(sent.get('/v1/metrics')).toContain('"clientele.test"');
    for (const body of sent.values()) expect(body).toContain('"intake"');
  });

  it('holds nothing up where it is away', async () => {
    const began = performance.now();
    // Otherwise it is tried for ten seconds, by which time the process would have ended.
    process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '500';
    await work(1);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
