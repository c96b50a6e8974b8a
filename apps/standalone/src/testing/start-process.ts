import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@clientele/platform/installation';

export interface StartOptions {
  /** A new folder unless said, which `stop` takes away. */
  readonly home?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const FLAGS = ['--max-old-space-size=384', '--max-semi-space-size=16', '--enable-source-maps'];

/** Clientele as a process of its own, as `npm start` runs it; needs the build. */
export class StandaloneProcess {
  private child: ChildProcess;
  private output = '';
  private ending: Promise<Ended>;

  private constructor(
    readonly home: string,
    readonly port: number,
    private readonly options: StartOptions,
  ) {
    this.launch();
  }

  /** Resolves when it is ready. */
  static async start(options: StartOptions = {}): Promise<StandaloneProcess> {
    const started = await StandaloneProcess.launched(options);
    await started.untilReady();
    return started;
  }

  /** Without waiting, for a start that is to fail. */
  static async launched(options: StartOptions = {}): Promise<StandaloneProcess> {
    const home = options.home ?? (await newHome());
    return new StandaloneProcess(home, options.port ?? (await freePort()), options);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  pids(): number[] {
    return [this.pid];
  }

  /** What it said so far. */
  get said(): string {
    return this.output;
  }

  get ended(): Promise<Ended> {
    return this.ending;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Stops in good order, and takes the folder away if it was its own. */
  async stop(): Promise<Ended> {
    this.signal('SIGTERM');
    const ended = await this.ending;
    if (this.options.home === undefined) await rm(this.home, { recursive: true, force: true });
    return ended;
  }

  /** kill -9 of the process alone; its PostgreSQL goes on. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ending;
  }

  /** kill -9 of the process and of its PostgreSQL: as if the machine had gone. */
  async killAll(): Promise<void> {
    const postgres = await this.postgresPid();
    this.signal('SIGKILL');
    if (postgres !== undefined) process.kill(postgres, 'SIGKILL');
    await this.ending;
  }

  async startAgain(): Promise<void> {
    this.launch();
    await this.untilReady();
  }

  async postgresPid(): Promise<number | undefined> {
    const place = /^ {2}Data +([^;\n]+)/m.exec(this.output)?.[1] ?? join(this.home, 'postgres');
    const file = await readFile(join(place, 'postmaster.pid'), 'utf8').catch(() => undefined);
    return file === undefined ? undefined : Number(file.split('\n')[0]);
  }

  private launch(): void {
    const env = { ...process.env, ...this.options.env, PORT: String(this.port), CLIENTELE_HOME: this.home };
    this.output = '';
    const child = spawn(process.execPath, [...FLAGS, main], {
      env: { ...env, NODE_OPTIONS: '', ...(this.options.env?.DATABASE_URL === undefined && { DATABASE_URL: '' }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const add = (chunk: Buffer): void => void (this.output += chunk.toString());
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    this.child = child;
    this.ending = this.untilEnded(child);
  }

  private async untilEnded(child: ChildProcess): Promise<Ended> {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { code, signal, output: this.output };
  }

  private async untilReady(): Promise<void> {
    let ended: Ended | undefined;
    void this.ending.then((result) => (ended = result));
    while (!this.output.includes('Stop it with')) {
      if (ended) throw new Error(`Clientele ended with code ${ended.code} before it was ready:\n${ended.output}`);
      await setTimeout(10);
    }
  }
}

/** PostgreSQL, which does not run as root, must be able to enter it. */
export const newHome = async (): Promise<string> => {
  const home = await mkdtemp(join(tmpdir(), 'clientele-home-'));
  await chmod(home, 0o755);
  return home;
};
