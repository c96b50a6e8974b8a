import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { keepRecording } from './class-archive.mjs';

const run = promisify(execFile);
const PATIENCE = 20_000;

const fileOf = (dataDirectory) => join(dataDirectory, 'broker.json');

/** What tells a data directory's broker from any other process: an option that Java passes over. */
export const markOf = (dataDirectory) => `-Dclientele.kafka.data=${dataDirectory}`;

/** Who runs on a data directory, for whoever comes when its starter has gone. */
export const note = (dataDirectory, { pid, archive }) =>
  writeFileSync(fileOf(dataDirectory), JSON.stringify({ pid, starter: process.pid, archive }));

export const forget = (dataDirectory) => rm(fileOf(dataDirectory), { force: true });

const noted = (dataDirectory) => {
  try {
    return JSON.parse(readFileSync(fileOf(dataDirectory), 'utf8'));
  } catch {
    return undefined;
  }
};

/** How a process was called; its number may be another's by now, and one that has ended has no words left. */
const commandLine = async (pid) => {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    return (await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
};

const runs = async (dataDirectory, pid) => (await commandLine(pid)).includes(`${markOf(dataDirectory)} `);

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** @throws in words where the broker of the data directory still has the process that started it. */
export const checkNotInUse = async (dataDirectory) => {
  const { pid, starter } = noted(dataDirectory) ?? {};
  if (pid === undefined || starter === process.pid || !isAlive(starter) || !(await runs(dataDirectory, pid))) return;
  throw new Error(
    `Process ${starter} runs a Kafka (process ${pid}) on ${dataDirectory}. ` +
      'Stop that one, or give this one a folder of its own (npm run kafka -- --data <folder>).',
  );
};

/** After kill -9 of the process that started it, a broker goes on alone: it is stopped in good order. */
export const stopLeftOver = async (dataDirectory) => {
  const { pid, archive } = noted(dataDirectory) ?? {};
  if (pid === undefined || !(await runs(dataDirectory, pid))) return;
  process.kill(pid, 'SIGTERM');
  let waited = 0;
  for (; await runs(dataDirectory, pid); waited += 50) {
    if (waited === PATIENCE) process.kill(pid, 'SIGKILL');
    await setTimeout(50);
  }
  if (waited < PATIENCE) await keepRecording(archive, dataDirectory);
  await forget(dataDirectory);
};
