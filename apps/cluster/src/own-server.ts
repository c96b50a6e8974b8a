import { setTimeout } from 'node:timers/promises';
import { StartError } from '@clientele/platform/installation';
import type { Caretaker } from './caretaker.js';

/** Kafka or PostgreSQL as a child process. */
export interface ServerProcess {
  readonly pid: number;
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** What services need and can lose: Kafka or PostgreSQL. */
export interface Server {
  /** Undefined where it is somebody else's. */
  readonly pid: number | undefined;
  /** kill -9. It stays away until `restart()`. */
  kill(): Promise<void>;
  /** On the same data and port. */
  restart(): Promise<void>;
  /** Rejects when it has ended by itself. */
  readonly failed: Promise<never>;
  /** For good. */
  stop(): Promise<void>;
}

export interface OwnServerOptions {
  /** For people, e.g. `Kafka`. */
  readonly name: string;
  readonly exitCode: number;
  /** The next one. */
  readonly start: () => Promise<ServerProcess>;
  readonly caretaker: Caretaker;
}

/** What a killed server leaves behind, such as PostgreSQL's backends, may keep the next one from its data for a moment. */
const PATIENCE = 15_000;

/** A server that is ours to start and to stop. */
export class OwnServer implements Server {
  readonly failed: Promise<never>;
  private readonly fail: (error: Error) => void;
  private isWanted = true;
  private isStopped = false;
  private restarting: Promise<void> | undefined;

  /** Of one that is running. */
  constructor(
    private server: ServerProcess,
    private readonly options: OwnServerOptions,
  ) {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    [this.failed, this.fail] = [promise, reject];
    this.watch();
  }

  get pid(): number {
    return this.server.pid;
  }

  async kill(): Promise<void> {
    this.isWanted = false;
    process.kill(this.pid, 'SIGKILL');
    await this.server.ended;
  }

  restart(): Promise<void> {
    this.restarting = this.startNext();
    return this.restarting;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.isWanted = false;
    // What comes up meanwhile must be stopped as well.
    await this.restarting?.catch(() => undefined);
    await this.server.stop();
  }

  private async startNext(): Promise<void> {
    if (this.isStopped) throw new Error(`${this.options.name} has been stopped for good.`);
    const end = performance.now() + PATIENCE;
    for (;;) {
      try {
        this.server = await this.options.start();
        break;
      } catch (error) {
        if (this.isStopped || performance.now() > end) throw error;
        await setTimeout(200);
      }
    }
    this.isWanted = !this.isStopped;
    this.watch();
  }

  private watch(): void {
    const { caretaker, name, exitCode } = this.options;
    const { pid, ended } = this.server;
    caretaker.watch('server', pid);
    void ended.then(() => {
      caretaker.forget(pid);
      const words = `${name} ended by itself. Nothing that was acknowledged is lost; start again.`;
      if (this.isWanted && pid === this.pid) this.fail(new StartError(exitCode, words));
    });
  }
}

/** A server that others run. */
export const foreignServer = (name: string): Server => {
  const refuse = async (): Promise<never> => {
    throw new Error(`${name} is not ours to kill or to start.`);
  };
  return {
    pid: undefined,
    kill: refuse,
    restart: refuse,
    failed: new Promise(() => undefined),
    stop: async () => undefined,
  };
};
