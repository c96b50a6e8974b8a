import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EXIT } from './start-error.js';
import { freePort, newHome, StandaloneProcess, type StartOptions } from './testing/start-process.js';

const get = async (url: string): Promise<{ status: number; type: string; text: string }> => {
  const response = await fetch(url);
  return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
};

describe('Clientele as one process', () => {
  let standalone: StandaloneProcess;
  let firstStart: number;

  beforeAll(async () => {
    const begun = Date.now();
    standalone = await StandaloneProcess.start();
    firstStart = Date.now() - begun;
  });
  afterAll(() => standalone.stop());

  it('says in a few lines where everything is, within 5 s of an empty folder', () => {
    expect(standalone.said).toMatch(/is ready after \d+\.\d s/);
    expect(standalone.said).toContain(`:${standalone.port}/docs`);
    expect(standalone.said).toContain(`:${standalone.port}/analytics/v1`);
    expect(standalone.said).toContain(standalone.home);
    expect(standalone.said.trim().split('\n').length).toBeLessThan(12);
    expect(firstStart).toBeLessThan(5_000);
  });

  it('tells that it is live and ready', async () => {
    expect((await get(`${standalone.url}/health/live`)).status).toBe(200);
    const ready = await get(`${standalone.url}/health/ready`);
    expect(JSON.parse(ready.text)).toEqual({
      status: 'ready',
      services: Object.fromEntries(
        ['intake', 'customers', 'interactions', 'segmentation', 'analytics'].map((name) => [name, 'ready']),
      ),
    });
  });

  it.each(['intake', 'customers', 'interactions', 'segmentation', 'analytics'])(
    'has %s behind its prefix, with a document that knows its routes',
    async (name) => {
      const status = await get(`${standalone.url}/${name}/v1/operations/status`);
      expect(JSON.parse(status.text)).toMatchObject({ service: name, caughtUp: true, events: 0 });
      const document = JSON.parse((await get(`${standalone.url}/docs/${name}.json`)).text) as { paths: object };
      const paths = Object.keys(document.paths);
      expect(paths.length).toBeGreaterThan(4);
      expect(paths.every((path) => path.startsWith(`/${name}/v1/`))).toBe(true);
    },
  );

  it('shows the documentation with its own files only', async () => {
    const page = await get(`${standalone.url}/docs`);
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link as string);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) expect((await get(standalone.url + link)).status).toBe(200);
    expect((await get(`${standalone.url}/docs/initializer.js`)).text).toContain('/docs/analytics.json');
    expect((await get(`${standalone.url}/docs/assets/package.json`)).status).toBe(404);
  });

  it('greets in English and in Chinese', async () => {
    const { type, text } = await get(standalone.url);
    expect(type).toContain('text/html');
    expect(text).toContain('It is running.');
    expect(text).toContain('系统已启动');
  });

  it('answers what is nowhere as a problem', async () => {
    const { status, type, text } = await get(`${standalone.url}/nowhere`);
    expect([status, type.split(';')[0]]).toEqual([404, 'application/problem+json']);
    expect(JSON.parse(text)).toMatchObject({ code: 'RouteUnknown' });
  });

  const lead = async (id: string): Promise<string> => {
    const body = JSON.stringify({ source: 'web', id, channel: 'Form', customer: { email: `${id}@example.org` } });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${standalone.url}/intake/v1/leads`, { method: 'POST', body, headers });
    const { receipts } = (await answer.json()) as { receipts: { status: string }[] };
    return receipts[0]?.status ?? '';
  };

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
