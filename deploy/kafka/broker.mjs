import { spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { root } from '../../scripts/workspace.mjs';
import { archiveIn, fromArchive, fromOrForArchive, keepRecording } from './class-archive.mjs';
import { checkNotInUse, forget, markOf, note, stopLeftOver } from './left-over.mjs';
import { copyLibraries } from './libraries.mjs';
import { listening } from './listeners.mjs';
import { answers } from './metadata-request.mjs';
import { checkFree, freePort } from './ports.mjs';
import { findJava } from './programs.mjs';
import { openServerLog } from './server-log.mjs';
import { prepareStorage } from './storage.mjs';

export { checkPrerequisites } from './prerequisites.mjs';

/** A quiet machine needs about three seconds; one with other work, and a crash to recover from, has this long. */
const START_SECONDS = 120;
/** One that takes longer hangs; its data stand kill -9. */
const STOP_SECONDS = 30;

/** Small and quick to start, rather than fast after minutes; and nothing is left in the system's temporary folder. */
const javaOptions = (dataDirectory, libraries) => [
  '-Xmx384m',
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:-UsePerfData',
  `-Djava.io.tmpdir=${join(dataDirectory, 'tmp')}`,
  `-Dlog4j2.configurationFile=${join(root, 'deploy', 'kafka', 'log4j2.yaml')}`,
  ...['-cp', join(libraries, '*')],
];

/** A Kafka of our own, as a child process: see broker.d.mts. */
export const startBroker = async ({ dataDirectory: asked, port: wanted, logDirectory, detached, ...wishes }) => {
  const dataDirectory = resolve(asked);
  const [java, { cache, libraries }] = await Promise.all([findJava(), copyLibraries()]);
  await checkNotInUse(dataDirectory);
  await stopLeftOver(dataDirectory);
  const port = wanted ?? (await freePort());
  await checkFree(port);
  await makeFolders(dataDirectory, logDirectory);
  const [archive, options] = [archiveIn(cache, java), javaOptions(dataDirectory, libraries)];
  const { addresses, settings } = await listening(port, wishes.listeners);
  const all = { ...settings, ...wishes.settings };
  await prepareStorage({ dataDirectory, settings: all, users: wishes.users }, (args) => ({
    program: java.program,
    args: [...fromArchive(archive), ...options, ...args],
  }));
  const log = openServerLog(join(logDirectory ?? dataDirectory, 'broker.log'));
  const program = [...options, markOf(dataDirectory), 'kafka.Kafka', 'server.properties'];
  const child = spawn(java.program, [...fromOrForArchive(archive, dataDirectory), ...program], {
    cwd: dataDirectory,
    detached: true, // Ctrl-C in the terminal is for us alone: its clients finish before the broker goes.
    stdio: ['ignore', log.descriptor, log.descriptor],
  });
  const broker = new Broker(child, { port, listeners: addresses, dataDirectory, archive });
  await untilItAnswers(broker, log).finally(log.close);
  if (detached) child.unref();
  return broker;
};

const makeFolders = async (dataDirectory, logDirectory = dataDirectory) => {
  await mkdir(logDirectory, { recursive: true });
  // What a killed one unpacked there is of no use to the next.
  await rm(join(dataDirectory, 'tmp'), { recursive: true, force: true });
  await mkdir(join(dataDirectory, 'tmp'), { recursive: true });
};

const untilItAnswers = async (broker, log) => {
  let ended = false;
  void broker.ended.then(() => (ended = true));
  const end = Date.now() + START_SECONDS * 1000;
  while (!(await answers(broker.port))) {
    if (ended) throw new Error(`Kafka ended while it started on ${broker.dataDirectory}:\n${log.causes()}`);
    if (Date.now() > end) {
      await broker.kill();
      throw new Error(`Kafka did not start within ${START_SECONDS} s on ${broker.dataDirectory}:\n${log.causes()}`);
    }
    await setTimeout(20);
  }
};

class Broker {
  #child;
  #archive;

  constructor(child, { port, listeners, dataDirectory, archive }) {
    this.#child = child;
    this.#archive = archive;
    this.port = port;
    this.brokers = [`127.0.0.1:${port}`];
    this.listeners = listeners;
    this.dataDirectory = dataDirectory;
    this.ended = new Promise((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
    if (child.pid !== undefined) note(dataDirectory, { pid: child.pid, archive });
  }

  get pid() {
    return this.#child.pid ?? 0;
  }

  async stop() {
    this.#child.kill('SIGTERM');
    const patience = globalThis.setTimeout(() => this.#child.kill('SIGKILL'), STOP_SECONDS * 1000);
    await this.ended;
    clearTimeout(patience);
    if (this.#child.signalCode !== 'SIGKILL') await keepRecording(this.#archive, this.dataDirectory);
    await forget(this.dataDirectory);
  }

  async kill() {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}
