import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedPostgres } from '@clientele/platform/embedded-postgres';
import { EXIT } from '@clientele/platform/installation';
import { eventually, freePort } from '@clientele/testing';
import pg from 'pg';
import { newHome, StandaloneProcess, type StartOptions } from './testing/start-process.js';

const services = ['intake', 'customers', 'interactions', 'segmentation', 'analytics'];

interface Document {
  paths: Record<string, Record<string, { parameters?: { in: string; name: string }[] }>>;
}

const get = async (url: string): Promise<{ status: number; type: string; text: string }> => {
  const response = await fetch(url);
  return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
};

describe('Clientele as one process', () => {
  let standalone: StandaloneProcess;

  beforeAll(async () => {
    standalone = await StandaloneProcess.start();
  });
  afterAll(() => standalone.stop());

  it('says in a few lines where everything is', () => {
    expect(standalone.said).toMatch(/is ready after \d+\.\d s/);
    expect(standalone.said).toContain(`:${standalone.port}/docs`);
    expect(standalone.said).toContain(`:${standalone.port}/analytics/v1`);
    expect(standalone.said).toContain(standalone.home);
    expect(standalone.said.trim().split('\n').length).toBeLessThan(12);
  });

  it('tells that it is live and ready', async () => {
    expect((await get(`${standalone.url}/health/live`)).status).toBe(200);
    const ready = await get(`${standalone.url}/health/ready`);
    expect(JSON.parse(ready.text)).toEqual({
      status: 'ready',
      services: Object.fromEntries(services.map((name) => [name, 'ready'])),
    });
  });

  it.each(services)('has %s behind its prefix, with a document that knows its routes', async (name) => {
    await eventually(async () => {
      const status = await get(`${standalone.url}/${name}/v1/operations/status`);
      expect(JSON.parse(status.text)).toMatchObject({ service: name, caughtUp: true, events: 0 });
    });
    const document = JSON.parse((await get(`${standalone.url}/docs/${name}.json`)).text) as Document;
    const paths = Object.keys(document.paths);
    for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
      const parameters = (operation.parameters ?? []).map((each) => `${each.in} ${each.name}`.toLowerCase());
      expect(parameters).toEqual([...new Set(parameters)]);
    }
    expect(paths.length).toBeGreaterThan(4);
    expect(paths.every((path) => path.startsWith(`/${name}/v1/`))).toBe(true);
  });

  it('shows the documentation with its own files only', async () => {
    const page = await get(`${standalone.url}/docs`);
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link as string);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) expect((await get(standalone.url + link)).status).toBe(200);
    expect((await get(`${standalone.url}/docs/initializer.js`)).text).toContain('/docs/analytics.json');
    expect((await get(`${standalone.url}/docs/assets/package.json`)).status).toBe(404);
  });

  it('shows what the services tell each other', async () => {
    const page = await get(`${standalone.url}/docs/asyncapi`);
    expect(page.type).toContain('text/html');
    expect(page.text).toContain('clientele.intake.LeadReceived.v1');
    const document = JSON.parse((await get(`${standalone.url}/docs/asyncapi.json`)).text) as { asyncapi: string };
    expect(document.asyncapi).toBe('3.0.0');
  });

  it('greets in English and in Chinese', async () => {
    const page = await get(standalone.url);
    expect(page.type).toContain('text/html');
    expect(page.text).toContain('It is running.');
    expect(page.text).toContain('系统已启动');
  });

  it('answers what is nowhere as a problem', async () => {
    const answer = await get(`${standalone.url}/nowhere`);
    expect([answer.status, answer.type.split(';')[0]]).toEqual([404, 'application/problem+json']);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'RouteUnknown' });
  });

  const leadOf = (id: string): object => ({
    source: 'web',
    id,
    occurredAt: '2026-01-02',
    customer: { email: `${id}@example.org`, name: '张伟' },
  });
  const send = (id: string): Promise<Response> =>
    fetch(`${standalone.url}/intake/v1/leads`, {
      method: 'POST',
      body: JSON.stringify(leadOf(id)),
      headers: { 'content-type': 'application/json' },
    });
  const lead = async (id: string): Promise<string> => {
    const { receipts } = (await (await send(id)).json()) as { receipts: { status: string }[] };
    return receipts[0]?.status ?? '';
  };

  it('lets who wrote a fact read at once what every service made of it', async () => {
    for (const id of ['at-once-1', 'at-once-2', 'at-once-3']) {
      const token = (await send(id)).headers.get('clientele-position');
      expect(token).toMatch(/^intake@/);
      const headers = { 'clientele-after': token! };
      const [profile, timeline, value] = await Promise.all(
        [`/customers/v1/customers/${id}@example.org`, `/interactions/v1/customers/${id}@example.org/timeline`]
          .concat(`/segmentation/v1/customers/${id}@example.org`)
          .map((path) => fetch(standalone.url + path, { headers })),
      );
      expect([profile?.status, timeline?.status, value?.status]).toEqual([200, 200, 200]);
      expect(((await timeline!.json()) as { total: number }).total).toBe(1);
    }
  });

  it('goes on after kill -9, of itself and of all, with what it had acknowledged', async () => {
    expect(await lead('one')).toBe('accepted');
    await standalone.kill();
    await standalone.startAgain();
    expect(await lead('one')).toBe('duplicate');
    expect(await lead('two')).toBe('accepted');
    await standalone.killAll();
    await standalone.startAgain();
    expect(await lead('two')).toBe('duplicate');
  }, 60_000);

  it('is alone in its folder', async () => {
    const other = await StandaloneProcess.launched({ home: standalone.home });
    const { code, output } = await other.ended;
    expect(output).toContain(`Another Clientele (process ${standalone.pid}) is running on ${standalone.home}`);
    expect(code).toBe(EXIT.homeInUse);
    expect((await get(`${standalone.url}/health/ready`)).status).toBe(200);
  });

  /** A request that the service has in hand, whose body is still to come. */
  const requestInHand = async (): Promise<ClientRequest> => {
    const headers = { 'content-type': 'application/x-ndjson', expect: '100-continue' };
    const inHand = request(`${standalone.url}/intake/v1/leads`, { method: 'POST', headers, agent: false });
    inHand.flushHeaders();
    await once(inHand, 'continue');
    return inHand;
  };

  it('finishes a request in hand before it stops', async () => {
    const inHand = await requestInHand();
    const answered = once(inHand, 'response') as Promise<[IncomingMessage]>;
    standalone.signal('SIGTERM');
    await eventually(() => expect(get(`${standalone.url}/health/live`)).rejects.toThrow());
    inHand.end(['in-hand-1', 'in-hand-2'].map((id) => `${JSON.stringify(leadOf(id))}\n`).join(''));
    const [answer] = await answered;
    expect((await text(answer)).match(/accepted/g)).toHaveLength(2);
    expect((await standalone.ended).code).toBe(0);
    await standalone.startAgain();
  }, 60_000);

  it('stops at once when asked twice, and leaves no database behind', async () => {
    const postgres = (await standalone.postgresPid())!;
    const inHand = await requestInHand();
    const cut = once(inHand, 'error');
    standalone.signal('SIGINT');
    await eventually(() => expect(standalone.said).toContain('Stopping'));
    standalone.signal('SIGINT');
    expect((await standalone.ended).code).toBe(EXIT.failed);
    await cut;
    await eventually(() => expect(() => process.kill(postgres, 0)).toThrow('ESRCH'));
    await standalone.startAgain();
  }, 60_000);

  it('stops in good order on SIGTERM, its database first finished', async () => {
    const postgres = (await standalone.postgresPid())!;
    standalone.signal('SIGTERM');
    expect(await standalone.ended).toMatchObject({ code: 0, output: expect.stringContaining('Stopping') });
    expect(() => process.kill(postgres, 0)).toThrow('ESRCH');
    await expect(readFile(join(standalone.home, 'clientele.lock'))).rejects.toThrow('ENOENT');
    await standalone.startAgain();
    expect(await lead('two')).toBe('duplicate');
  }, 60_000);
});

describe('An external PostgreSQL', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    folder = await newHome();
    server = await EmbeddedPostgres.start({ dataDirectory: join(folder, 'postgres') });
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(`CREATE ROLE maker LOGIN PASSWORD 'geheim' CREATEDB; CREATE ROLE guest LOGIN PASSWORD 'geheim'`);
    await client.end();
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const as = (user: string): Record<string, string> => {
    const url = new URL(server.url);
    [url.username, url.password] = [user, 'geheim'];
    return { DATABASE_URL: url.href };
  };

  it('without the right to create databases is told in words', async () => {
    const standalone = await StandaloneProcess.launched({ env: as('guest') });
    const { code, output } = await standalone.ended;
    await standalone.stop();
    expect(output).toContain('"guest" may not create databases');
    expect(output).toContain('CREATEDB');
    expect(output).not.toContain('geheim');
    expect(code).toBe(EXIT.database);
  });

  it('takes the place of the embedded one, by a user who may create databases and nothing more', async () => {
    const standalone = await StandaloneProcess.start({ env: as('maker') });
    expect((await get(`${standalone.url}/health/ready`)).status).toBe(200);
    expect(await standalone.postgresPid()).toBeUndefined();
    expect(standalone.said).not.toContain('geheim');
    expect((await standalone.stop()).code).toBe(0);
  });
});

describe('What keeps Clientele from starting is told in words', () => {
  const homes: string[] = [];
  const home = async (): Promise<string> => {
    const made = await newHome();
    homes.push(made);
    return made;
  };
  afterEach(async () => {
    await Promise.all(homes.splice(0).map((each) => rm(each, { recursive: true, force: true })));
  });

  const fails = async (options: StartOptions, exitCode: number, ...words: string[]): Promise<void> => {
    const { code, output } = await (await StandaloneProcess.launched(options)).ended;
    for (const each of words) expect(output).toContain(each);
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(code).toBe(exitCode);
  };

  it('a taken port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await fails({ home: await home(), port }, EXIT.portTaken, `Port ${port}`, 'PORT=');
    other.close();
  });

  it('wrong settings, all at once', async () => {
    const env = { CLIENTELE_SHARDS: 'many', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x:geheim@y/' };
    const names = Object.keys(env);
    await fails({ home: await home(), env }, EXIT.configuration, ...names);
  });

  it('a damaged data directory', async () => {
    const folder = await home();
    await mkdir(join(folder, 'postgres'));
    await writeFile(join(folder, 'postgres', 'letter.txt'), 'something else');
    await fails({ home: folder }, EXIT.dataDamaged, join(folder, 'postgres'), 'damaged');
  });

  it('a data directory that has lost a file', async () => {
    const folder = await home();
    const whole = await StandaloneProcess.start({ home: folder });
    await whole.stop();
    await rm(join(folder, 'postgres', 'global', 'pg_control'));
    await fails({ home: folder }, EXIT.dataDamaged, join(folder, 'postgres'), 'pg_control');
  }, 60_000);

  it('a PostgreSQL that is not there', async () => {
    const env = { DATABASE_URL: `postgres://someone:geheim@127.0.0.1:${await freePort()}/` };
    await fails({ home: await home(), env }, EXIT.database, '127.0.0.1', 'ECONNREFUSED', 'DATABASE_URL');
  });

  it('a folder that cannot be made', async () => {
    const folder = await home();
    await writeFile(join(folder, 'file'), '');
    await fails({ home: join(folder, 'file') }, EXIT.failed, 'CLIENTELE_HOME');
  });

  it('another identity secret', async () => {
    const folder = await home();
    const first = await StandaloneProcess.start({ home: folder });
    await first.stop();
    const env = { CLIENTELE_IDENTITY_SECRET: 'another one, of some length' };
    await fails({ home: folder, env }, EXIT.configuration, 'CLIENTELE_IDENTITY_SECRET');
  }, 60_000);
});
