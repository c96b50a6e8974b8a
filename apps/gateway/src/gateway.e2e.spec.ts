import { once } from 'node:events';
import {
  Agent,
  request as requestHttp,
  type ClientRequest,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync, gunzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@clientele/testing';
import type { Gateway } from './start-gateway.js';
import { gatewayOver, NOWHERE, Upstream } from './testing/upstream.fixture.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const upstream = async (listener: RequestListener, port?: number): Promise<Upstream> => {
  const opened = await Upstream.open(listener, port);
  closing.push(() => opened.close());
  return opened;
};

const gateway = async (...parameters: Parameters<typeof gatewayOver>): Promise<Gateway> => {
  const opened = await gatewayOver(...parameters);
  closing.push(() => opened.close());
  return opened;
};

const named =
  (name: string): RequestListener =>
  (request, response) => {
    request.resume().once('end', () => response.end(name));
  };

const bodyOf = async (url: string, init?: RequestInit): Promise<string> => (await fetch(url, init)).text();

interface Problem {
  readonly code: string;
  readonly detail: string;
}

const agent = new Agent({ keepAlive: true });
afterAll(() => agent.destroy());

/** A request whose body is still to come. */
const open = (url: string, headers: Record<string, string> = {}): ClientRequest =>
  requestHttp(url, { method: 'POST', headers, agent });

const answerTo = async (request: ClientRequest): Promise<IncomingMessage> => {
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return answer;
};

describe('The gateway between replicas', () => {
  it('goes by the first segment of the path, and lets replicas take turns', async () => {
    const [one, two, other] = [await upstream(named('1')), await upstream(named('2')), await upstream(named('other'))];
    const { url } = await gateway({ intake: [one.url, two.url], analytics: [other.url] });
    const answers = [];
    for (let turn = 0; turn < 4; turn++) answers.push(await bodyOf(`${url}/intake/v1/imports?turn=${turn}`));
    expect(answers).toEqual(['1', '2', '1', '2']);
    expect(one.requests.map(({ url: path }) => path)).toEqual([
      '/intake/v1/imports?turn=0',
      '/intake/v1/imports?turn=2',
    ]);
    expect(await bodyOf(`${url}/analytics/v1/overview`)).toBe('other');
  });

  it('keeps connections', async () => {
    const one = await upstream(named('1'));
    const { url } = await gateway({ intake: [one.url] });
    for (let turn = 0; turn < 5; turn++) await bodyOf(`${url}/intake/v1/imports`);
    expect(new Set(one.requests.map(({ socket }) => socket.remotePort)).size).toBe(1);
  });

  it('passes over one that is not there, also with a body to hand over', async () => {
    const there = await upstream((request, response) => void request.pipe(response));
    const { url } = await gateway({ intake: [NOWHERE, there.url] });
    for (const body of ['a', 'b', 'c', 'd'])
      expect(await bodyOf(`${url}/intake/v1/leads`, { method: 'POST', body })).toBe(body);
    expect(there.requests).toHaveLength(4);
  });

  it('finds one again that has come back, at once where there is no other', async () => {
    const gone = await Upstream.open(named('before'));
    const { url } = await gateway({ intake: [gone.url] });
    expect(await bodyOf(`${url}/intake/v1/imports`)).toBe('before');
    await gone.close();
    expect((await fetch(`${url}/intake/v1/imports`)).status).toBe(503);
    await upstream(named('after'), gone.port);
    expect(await bodyOf(`${url}/intake/v1/imports`)).toBe('after');
  });

  it('asks another one to read, but to write only where nothing was handed over', async () => {
    const hangsUp = await upstream((request) => request.socket.destroy());
    const there = await upstream(named('there'));
    const { url, setReplicas } = await gateway({ intake: [hangsUp.url, there.url] });
    expect(await bodyOf(`${url}/intake/v1/imports`)).toBe('there');
    setReplicas('intake', [hangsUp.url]);
    for (const body of ['{}', undefined]) {
      const answer = await fetch(`${url}/intake/v1/leads`, { method: 'POST', ...(body && { body }) });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([502, '2']);
      expect(((await answer.json()) as Problem).detail).toContain('may or may not');
    }
    expect(there.requests).toHaveLength(1);
  });

  it('says in words that none is left', async () => {
    const { url } = await gateway({});
    const answer = await fetch(`${url}/customers/v1/customers`, { method: 'POST', body: 'x'.repeat(1_000_000) });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({
      code: 'ServiceUnavailable',
      detail: expect.stringContaining('customers'),
    });
  });

  it('takes replicas that are added, and leaves those that are removed', async () => {
    const [one, two] = [await upstream(named('1')), await upstream(named('2'))];
    const { url, setReplicas } = await gateway({ intake: [one.url] });
    setReplicas('intake', [two.url]);
    expect(await bodyOf(`${url}/intake/v1/imports`)).toBe('2');
  });
});

describe('The gateway in the middle of a stream', () => {
  const receipts: RequestListener = (request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.flushHeaders();
    request.on('data', (chunk: Buffer) => response.write(`receipt of ${chunk.toString()}`));
    request.once('end', () => response.end());
  };

  it('hands receipts out while records still come in', async () => {
    const service = await upstream(receipts);
    const { url } = await gateway({ intake: [NOWHERE, service.url] });
    const request = open(`${url}/intake/v1/leads`, { 'content-type': 'application/x-ndjson' });
    request.flushHeaders();
    const answer = await answerTo(request);
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    for (const record of ['one\n', 'two\n', 'three\n']) {
      request.write(record);
      const [receipt] = (await once(answer, 'data')) as [Buffer];
      expect(receipt.toString()).toBe(`receipt of ${record}`);
    }
    request.end();
    await once(answer.resume(), 'end');
  });

  it('leaves what is compressed as it is', async () => {
    const service = await upstream((request, response) => {
      response.setHeader('content-encoding', 'gzip');
      request.pipe(response);
    });
    const { url } = await gateway({ intake: [service.url] });
    const request = open(`${url}/intake/v1/leads`, { 'content-encoding': 'gzip' });
    request.end(gzipSync('a record'));
    const answer = await answerTo(request);
    expect(answer.headers['content-encoding']).toBe('gzip');
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    expect(gunzipSync(Buffer.concat(chunks)).toString()).toBe('a record');
    expect(service.requests[0]?.headers['content-encoding']).toBe('gzip');
  });

  it('answers before all is sent where the service does, and hears the caller out', async () => {
    const service = await upstream((request, response) => {
      response.writeHead(400).end('refused');
      request.resume();
    });
    const { url } = await gateway({ intake: [service.url] });
    const request = open(`${url}/intake/v1/imports`);
    request.write('begin');
    const answer = await answerTo(request);
    expect([answer.statusCode, await text(answer)]).toEqual([400, 'refused']);
    const { socket } = request;
    const heardOut = once(agent, 'free');
    request.end('x'.repeat(5_000_000));
    await heardOut;
    const next = open(`${url}/intake/v1/imports`);
    next.end('x');
    await text(await answerTo(next));
    expect(next.socket === socket).toBe(true);
  });

  it('breaks an answer off that the service breaks off', async () => {
    const service = await upstream((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('some', () => response.destroy());
    });
    const { url } = await gateway({ intake: [service.url] });
    const answer = await fetch(`${url}/intake/v1/imports`);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
  });

  it('lets go of the service when the caller goes away, while sending and while reading', async () => {
    const service = await upstream(receipts);
    const { url } = await gateway({ intake: [service.url] });
    for (const begin of [(): void => undefined, (sending: ClientRequest): void => void sending.write('x')]) {
      const sending = open(`${url}/intake/v1/leads`);
      sending.on('error', () => undefined);
      begin(sending);
      sending.flushHeaders();
      await answerTo(sending);
      sending.destroy();
      await eventually(async () => expect(await service.connections).toBe(0));
    }
  });

  it('finishes requests in hand before it closes', async () => {
    const service = await upstream(receipts);
    const opened = await gatewayOver({ intake: [service.url] });
    const request = open(`${opened.url}/intake/v1/leads`);
    request.flushHeaders();
    const answer = await answerTo(request);
    const closed = opened.close();
    await eventually(() => expect(fetch(`${opened.url}/health/live`)).rejects.toThrow());
    request.end('last\n');
    expect(await text(answer)).toBe('receipt of last\n');
    await closed;
  });
});

describe('How the gateway tells a service where a body ends', () => {
  /** Echoes; by raw sockets, since no client would send what is sent here. */
  const echo = async (): Promise<{ service: Upstream; say: (...lines: string[]) => Promise<string> }> => {
    const service = await upstream((request, response) => void request.pipe(response));
    const { port, hostname } = new URL((await gateway({ intake: [service.url] })).url);
    const say = async (...lines: string[]): Promise<string> => {
      const socket = connect(Number(port), hostname);
      socket.write(lines.join('\r\n'));
      return text(socket);
    };
    return { service, say };
  };
  const inner = 'GET /intake/internal/feed?from=0 HTTP/1.1\r\nHost: x\r\n\r\n';

  it.each(['GET', 'DELETE', 'OPTIONS', 'POST', 'QUERY'])(
    'is as the caller said, though it calls that a header of the connection: %s',
    async (method) => {
      const { service, say } = await echo();
      const head = [`${method} /intake/v1/x HTTP/1.1`, 'Host: x'];
      const length = `Content-Length: ${inner.length}`;
      expect(await say(...head, 'Connection: close, Content-Length', length, '', inner)).toContain(inner);
      const chunk = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`;
      const chunked = ['Transfer-Encoding: chunked', 'Connection: close, transfer-encoding, host'];
      expect(await say(...head, ...chunked, '', chunk)).toContain(inner);
      expect(await say('GET /intake/v1/next HTTP/1.1', 'Host: x', 'Connection: close', '', '')).toContain('200 OK');
      expect(service.requests.map(({ url }) => url)).toEqual(['/intake/v1/x', '/intake/v1/x', '/intake/v1/next']);
      const framings = service.requests.map(({ headers }) => [headers['content-length'], headers['transfer-encoding']]);
      expect(framings).toEqual([
        [`${inner.length}`, undefined],
        [undefined, 'chunked'],
        [undefined, undefined],
      ]);
    },
  );

  it.each([
    ['POST', '0'],
    ['PUT', '0'],
    ['PATCH', '0'],
    ['DELETE', undefined],
    ['GET', undefined],
  ])('without one: %s', async (method, length) => {
    const { service, say } = await echo();
    await say(`${method} /intake/v1/x HTTP/1.1`, 'Host: x', 'Connection: close', '', '');
    const { headers } = service.requests[0]!;
    expect([headers['content-length'], headers['transfer-encoding']]).toEqual([length, undefined]);
  });

  it('is refused where it cannot be told', async () => {
    const { service, say } = await echo();
    const head = ['POST /intake/v1/x HTTP/1.1', 'Host: x', 'Connection: close', 'Transfer-Encoding: gzip, chunked'];
    expect(await say(...head, '', '3\r\nabc\r\n0\r\n\r\n')).toContain('501 Not Implemented');
    expect(service.requests).toHaveLength(0);
  });
});

describe('What the gateway tells a service', () => {
  it('is what the caller said, where it came from, and nothing of the connection', async () => {
    const service = await upstream(named('1'));
    const { url } = await gateway({ intake: [service.url] });
    const request = open(`${url}/intake/v1/leads`, {
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      'sec-fetch-site': 'cross-site',
      'x-forwarded-for': '203.0.113.7',
      connection: 'x-mine',
      'x-mine': 'of this connection',
      te: 'trailers',
    });
    request.end('{}');
    (await answerTo(request)).resume();
    const { headers } = service.requests[0]!;
    expect(headers).toMatchObject({
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      'sec-fetch-site': 'cross-site',
      'x-forwarded-for': '203.0.113.7, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(url).host,
      host: `127.0.0.1:${service.port}`,
    });
    expect([headers['x-mine'], headers.te]).toEqual([undefined, undefined]);
  });

  it('is nothing of what is internal, however it is written', async () => {
    const service = await upstream(named('1'));
    const { url } = await gateway({ intake: [service.url] });
    const { hostname, port } = new URL(url);
    const statusOf = async (target: string): Promise<string> => {
      const socket = connect(Number(port), hostname);
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      return (await text(socket)).slice(9, 12);
    };
    const internal = ['/internal/feed', '/intake/internal', '/intake/internal/feed?x', '/intake//INTERNAL/feed'].concat(
      ['/intake/%69nternal/feed', '/intake/../internal/feed', '/intake/v1/%2e%2E/internal', '//intake/internal'],
      [`http://x/internal/feed`, `http://x/intake/internal/feed`, '/intake/internal%2ffeed', '/intake/%2finternal'],
      ['/intake/internal;a/feed', '/intake/internal\\feed', '/intake/internal%5Cfeed', '/intake/v1/..%2finternal/feed'],
    );
    for (const target of internal) expect([target, await statusOf(target)]).toEqual([target, '404']);
    expect(service.requests).toHaveLength(0);
    for (const target of ['/intake/v1/tags/internal', '/intake/internal-audits', '/intake/internals'])
      expect([target, await statusOf(target)]).toEqual([target, '200']);
  });
});

describe('The site of the gateway', () => {
  const document = JSON.stringify({ info: { description: 'Takes facts & figures in.' }, paths: {} });
  const service: RequestListener = ({ url }, response) => {
    if (url === '/health/ready') response.end('{"status":"ready"}');
    else if (url === '/intake/v1/openapi.json') response.end(document);
    else response.writeHead(404).end();
  };

  it('shows the services, with what they say of themselves', async () => {
    const { url } = await gateway({ intake: [(await upstream(service)).url] });
    const page = await fetch(url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const body = await page.text();
    expect(body).toContain('Takes facts &#38; figures in.');
    expect(body).toContain('cannot be reached at the moment');
    expect(body).toContain('系统已启动');
  });

  it('has the documents of the services', async () => {
    const { url } = await gateway({ intake: [NOWHERE, (await upstream(service)).url] });
    expect(await bodyOf(`${url}/docs/intake.json`)).toBe(document);
    expect(await bodyOf(`${url}/docs`)).toContain('swagger-ui');
    const missing = await fetch(`${url}/docs/analytics.json`);
    expect([missing.status, missing.headers.get('retry-after')]).toEqual([503, '2']);
    expect(((await missing.json()) as Problem).detail).toContain('analytics');
  });

  it('is ready when every service is, by one replica at least, and says what is wrong', async () => {
    const ready = (await upstream(service)).url;
    const stuck = (
      await upstream((_, response) => void response.writeHead(503).end('{"words":"The feed of intake is stuck."}'))
    ).url;
    const { url, setReplicas } = await gateway({
      ...{ intake: [ready, NOWHERE], customers: [stuck], interactions: [ready], segmentation: [ready] },
      analytics: [ready],
    });
    const answer = await fetch(`${url}/health/ready`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      status: 'not ready',
      services: {
        intake: 'ready; replica 2 of 2: cannot be reached',
        ...{
          customers: 'The feed of intake is stuck.',
          interactions: 'ready',
          segmentation: 'ready',
          analytics: 'ready',
        },
      },
    });
    setReplicas('customers', [ready]);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('tells what a service says beside being ready', async () => {
    const trouble = 'Kafka, partners: no such topic';
    const troubled = (await upstream((_, response) => response.end(JSON.stringify({ words: `ready; ${trouble}` }))))
      .url;
    const ready = (await upstream(service)).url;
    const { url } = await gateway({
      ...{ intake: [troubled], customers: [ready, troubled], interactions: [ready], segmentation: [ready] },
      analytics: [ready],
    });
    const answer = await fetch(`${url}/health/ready`);
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { services: { intake: `ready; ${trouble}`, customers: `ready; replica 2 of 2: ${trouble}`, analytics: 'ready' } },
    ]);
  });

  it('answers what is nowhere as a problem', async () => {
    const { url } = await gateway({});
    const answer = await fetch(`${url}/nowhere`);
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([404, 'RouteUnknown']);
  });
});
