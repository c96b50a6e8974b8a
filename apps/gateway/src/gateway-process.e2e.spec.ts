import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { SERVICE_NAMES } from '@clientele/platform/site';
import { eventually, itOnLinux } from '@clientele/testing';
import { NOWHERE, Upstream } from './testing/upstream.fixture.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const MB = 1024 * 1024;
/** Milliseconds: for a machine with other work. */
const PATIENCE = 120_000;

const urls = (url: string): Record<string, string> =>
  Object.fromEntries(SERVICE_NAMES.map((name) => [`CLIENTELE_${name.toUpperCase()}_URL`, url]));

/** The gateway as a process of its own; needs the build. */
class GatewayProcess {
  said = '';
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(env: Record<string, string>) {
    this.child = spawn(process.execPath, [main], {
      env: { ...process.env, NODE_OPTIONS: '', PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => void (this.said += chunk.toString()));
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  async url(): Promise<string> {
    await eventually(() => expect(this.said).toContain('Stop it with'), PATIENCE);
    return /API +(\S+)\/docs/.exec(this.said)?.[1] ?? '';
  }

  async peakMemory(): Promise<number> {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024;
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.ended;
  }
}

jest.setTimeout(PATIENCE);

describe('The gateway as a process', () => {
  let gateway: GatewayProcess;
  let upstream: Upstream | undefined;
  afterEach(async () => {
    await gateway.stop();
    await upstream?.close();
  });

  it('says where everything is, and stops in good order', async () => {
    gateway = new GatewayProcess(urls('http://127.0.0.1:9, http://127.0.0.1:7'));
    expect((await fetch(`${await gateway.url()}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${await gateway.url()}/metrics`)).text()).toContain('process_memory_usage_bytes');
    expect(gateway.said).toMatch(/\/intake\/v1 -> http:\/\/127.0.0.1:9, http:\/\/127.0.0.1:7\n/);
    expect(await gateway.stop()).toBe(0);
  });

  it('says in words which service it does not know where to find', async () => {
    const { CLIENTELE_INTAKE_URL: _, ...others } = urls(NOWHERE);
    gateway = new GatewayProcess({ ...others, CLIENTELE_ANALYTICS_URL: '' });
    expect(await gateway.ended).toBe(2);
    expect(gateway.said).toContain('CLIENTELE_INTAKE_URL must say where intake is');
    expect(gateway.said).toContain('CLIENTELE_ANALYTICS_URL must say where analytics is');
    expect(gateway.said).not.toMatch(/^\s+at /m);
  });

  itOnLinux('takes constant memory, however large an upload and slow a service', async () => {
    let bytes = 0;
    upstream = await Upstream.open((incoming, response) => {
      void (async () => {
        await setTimeout(500);
        for await (const chunk of incoming) bytes += (chunk as Buffer).length;
        response.end('all of it');
      })();
    });
    gateway = new GatewayProcess(urls(upstream.url));
    const url = await gateway.url();
    const before = await gateway.peakMemory();
    const upload = request(`${url}/intake/v1/imports`, { method: 'POST', agent: false });
    const answer = once(upload, 'response') as Promise<[Readable]>;
    const piece = Buffer.alloc(MB, 'x');
    await pipeline(Readable.from(Array.from({ length: 400 }, () => piece)), upload);
    expect(await text((await answer)[0])).toBe('all of it');
    expect(bytes).toBe(400 * MB);
    expect((await gateway.peakMemory()) - before).toBeLessThan(100 * MB);
  });
});
