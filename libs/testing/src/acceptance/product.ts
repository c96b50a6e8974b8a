import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../../../apps/cli/dist/main.js', import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

/** What a product is reached by, and looked at. */
export interface RunningProduct {
  readonly url: string;
  /** Of its processes; those that they started are found. */
  pids(): number[];
  stop(): Promise<unknown>;
}

/** The product as its users have it: one port, one command line. */
export class Product {
  constructor(readonly running: RunningProduct) {}

  async get<T = unknown>(path: string, headers: Record<string, string> = {}): Promise<T> {
    const response = await fetch(this.running.url + path, { headers });
    const body = await response.text();
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${body}`);
    return JSON.parse(body) as T;
  }

  async post<T = unknown>(path: string, body: unknown): Promise<T> {
    const response = await fetch(this.running.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${answer}`);
    return JSON.parse(answer) as T;
  }

  /** `npm run clientele -- ...`, without npm in between. */
  async command(...args: string[]): Promise<CommandResult> {
    const child = spawn(process.execPath, [cli, ...args, '--url', this.running.url], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  }

  /** The most memory that any process of the product has held at once so far, in MB; Linux only. */
  async peakMemory(): Promise<number> {
    const families = await Promise.all(this.running.pids().map(familyOf));
    return Math.max(...(await Promise.all(families.flat().map(peakOf))));
  }
}

const familyOf = async (pid: number): Promise<number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map(await Promise.all(pids.map(async (id) => [id, await parentOf(id)] as const)));
  const isOfFamily = (id: number | undefined): boolean => id === pid || (!!id && isOfFamily(parents.get(id)));
  return pids.filter(isOfFamily);
};

const parentOf = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
};

const peakOf = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
};
