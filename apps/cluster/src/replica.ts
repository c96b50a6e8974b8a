import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { EXIT, type ServiceName, StartError } from '@clientele/platform/installation';
import type { Caretaker } from './caretaker.js';
import { RestartDelay } from './restart-delay.js';
import { Sayings } from './sayings.js';
import { untilReady } from './until-ready.js';

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ReplicaOptions {
  readonly service: ServiceName;
  /** Tells it from the others of its service, from 1. */
  readonly number: number;
  readonly port: number;
  /** The JavaScript that it runs. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether it is started again when it has ended by itself. */
  readonly isRestarted: boolean;
  readonly caretaker: Caretaker;
  readonly tell: (line: string) => void;
}

const FLAGS = ['--max-old-space-size=256', '--max-semi-space-size=16', '--enable-source-maps'];
/** Longer than a service gives the requests in hand. */
const LONGEST_STOP = 20_000;

/** One process of a service, and after its end the next one in its place. */
export class Replica {
  /** How often it was started again. */
  restarts = 0;
  private isWanted = true;
  private isUp = false;
  private readonly delay = new RestartDelay();
  private readonly stopped = new AbortController();
  private sayings = new Sayings();
  private child: ChildProcess;
  private life: Promise<End>;

  private constructor(private readonly options: ReplicaOptions) {
    this.launch();
  }

  /** Resolves when it is ready. @throws StartError, in its own words, where it ends before */
  static async start(options: ReplicaOptions, unwanted?: AbortSignal): Promise<Replica> {
    const replica = new Replica(options);
    try {
      await replica.untilReady(unwanted);
      replica.isUp = true;
      return replica;
    } catch (error) {
      await replica.stop();
      throw error;
    }
  }

  get service(): ServiceName {
    return this.options.service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.options.port}`;
  }

  /** Of the process at work now, or of the last one. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Settles when the process at work now has ended. */
  get ended(): Promise<End> {
    return this.life;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** In good order, for good. */
  async stop(): Promise<void> {
    this.isWanted = false;
    this.stopped.abort();
    this.child.kill('SIGTERM');
    // One that is halted hears it only then.
    this.child.kill('SIGCONT');
    const patience = globalThis.setTimeout(() => this.child.kill('SIGKILL'), LONGEST_STOP);
    await this.life;
    clearTimeout(patience);
  }

  private launch(): void {
    const { program, port, env, caretaker } = this.options;
    this.sayings = new Sayings();
    // In a group of its own, since a terminal sends Ctrl-C to all of a group: it is stopped by us, in its turn.
    const child = spawn(process.execPath, [...FLAGS, program], {
      env: { ...env, HOST: '127.0.0.1', PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.sayings.listen(child, (line) => this.tell(line));
    const { pid } = child;
    if (pid !== undefined) caretaker.watch('service', pid);
    this.child = child;
    this.life = new Promise((resolve) => {
      child.once('error', () => resolve({ code: null, signal: null }));
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    void this.life.then((end) => {
      if (pid !== undefined) caretaker.forget(pid);
      return this.afterwards(end);
    });
  }

  private async afterwards(end: End): Promise<void> {
    if (!this.isWanted || !this.isUp) return;
    this.tell(`ended (${inWords(end)})${this.options.isRestarted ? '' : ', and is not started again'}.`);
    if (!this.options.isRestarted) return;
    await setTimeout(this.delay.next(), undefined, { signal: this.stopped.signal }).catch(() => undefined);
    if (!this.isWanted) return;
    this.restarts++;
    this.launch();
    const ready = this.untilReady(this.stopped.signal);
    await ready.then(
      () => this.tell(`is ready again, after its restart no. ${this.restarts}.`),
      // One that has ended is told of as every end is.
      (error: unknown) => this.isWanted && this.isRunning && this.tell(`was started again in vain: ${String(error)}`),
    );
  }

  private get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  private async untilReady(unwanted?: AbortSignal): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, ...(unwanted ? [unwanted] : [])]);
    const ready = untilReady(this.url, signal);
    const last = await Promise.race([ready, this.life]).finally(() => over.abort());
    ready.catch(() => undefined);
    if (last === 'ready') return;
    const { code } = last;
    const words = `${this.name} ended (${inWords(last)}) before it was ready. It said:\n${this.sayings.lastWords}`;
    throw new StartError(code === null || code === 0 ? EXIT.failed : code, words);
  }

  private get name(): string {
    return `${this.service}.${this.options.number}`;
  }

  private tell(line: string): void {
    this.options.tell(`${this.name} ${line}`);
  }
}

const inWords = ({ code, signal }: End): string => (signal === null ? `code ${code}` : signal);
