import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { eventually } from '@clientele/testing';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const LONGEST_START = 120_000;

/** The cluster as `npm run start:kafka` runs it; needs the build. */
export class ClusterProcess {
  said = '';
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(env: Readonly<Record<string, string>>, args: readonly string[] = []) {
    this.child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: '', PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => void (this.said += chunk.toString()));
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  get url(): string {
    return /API +(\S+?)\/docs/.exec(this.said)?.[1] ?? '';
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async untilReady(): Promise<void> {
    let code: number | null | undefined;
    void this.ended.then((ended) => (code = ended));
    await eventually(() => {
      if (code === undefined && !this.said.includes('Stop it with')) throw new Error(`It is not ready: ${this.said}`);
    }, LONGEST_START);
    if (code !== undefined) throw new Error(`It ended with ${code}: ${this.said}`);
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** The processes with this environment variable or argument, that have not ended; Linux only. */
export const processesOf = async (mark: string): Promise<number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const read = async (pid: number): Promise<string> => {
    const [environment, commandLine, status] = await Promise.all(
      ['environ', 'cmdline', 'status'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    );
    return /^State:\s+Z/m.test(status ?? '') ? '' : `${environment} ${commandLine}`;
  };
  const found = await Promise.all(pids.map(async (pid) => ((await read(pid)).includes(mark) ? [pid] : [])));
  return found.flat();
};
