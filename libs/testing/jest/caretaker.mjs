// Started by global-setup.mjs with the run's folder: waits for the run to end, and stops what it started.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { stopLeftOver } from '../../../deploy/kafka/left-over.mjs';

const [, , folder] = process.argv;

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const stopPostgres = async ({ pid, dataDirectory }) => {
  if (isAlive(pid)) process.kill(pid, 'SIGINT');
  while (isAlive(pid)) await setTimeout(20);
  // When root runs the tests they lie outside of the run's folder.
  for (const path of [dataDirectory, `${dataDirectory}.log`, `${dataDirectory}.password`])
    await rm(path, { recursive: true, force: true });
};

/** Testcontainers would do it itself ten seconds after the run; not where its Ryuk is switched off. */
const removeContainer = (id) => promisify(execFile)('docker', ['rm', '--force', '--volumes', id]);

const read = (file) => readFile(join(folder, file), 'utf8').catch(() => undefined);

/** A worker that outlives a killed run may be in the middle of a start. */
const untilStarted = async (server) => {
  for (;;) {
    const [started, starter] = [await read(`${server}.json`), await read(`${server}.starting`)];
    if (started) return JSON.parse(started).value;
    if (!starter || !isAlive(Number(starter))) return undefined;
    await setTimeout(50);
  }
};

const stop = async (server) => {
  const { container, pid, dataDirectory } = (await untilStarted(server)) ?? {};
  if (container) await removeContainer(container);
  else if (server === 'kafka') await stopLeftOver(join(folder, 'kafka'));
  else if (dataDirectory) await stopPostgres({ pid, dataDirectory });
};

process.stdin.resume();
await once(process.stdin, 'end');
await Promise.all(['postgres', 'kafka'].map(stop));
await rm(folder, { recursive: true, force: true });
