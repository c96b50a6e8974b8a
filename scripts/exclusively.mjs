import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './workspace.mjs';

const folder = join(root, '.nx');
const lock = join(folder, 'prepare.lock');

/** Installing and building happen one at a time in a working tree; a second one waits, and then mostly finds it done. */
export const exclusively = async (what, work) => {
  await acquire(what);
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
};

const acquire = async (what) => {
  mkdirSync(folder, { recursive: true });
  for (let told = false; !tryLock(); told = true) {
    if (!isHeld()) rmSync(lock, { force: true });
    else if (!told) console.error(`Another process is preparing this folder; ${what} waits for it ...`);
    await delay(100);
  }
};

/** A link appears with its content, so no one ever reads a lock that has no owner yet. */
const tryLock = () => {
  const ours = `${lock}.${process.pid}`;
  writeFileSync(ours, String(process.pid));
  try {
    linkSync(ours, lock);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new Error(`Cannot write ${lock}: ${error.message}`);
  } finally {
    rmSync(ours, { force: true });
  }
};

/** Its owner lives, and has not had it for so long that the process id must be another's by now. */
const isHeld = () => {
  try {
    const young = Date.now() - statSync(lock).mtimeMs < 15 * 60_000;
    return young && process.kill(Number(readFileSync(lock, 'utf8')), 0);
  } catch (error) {
    // Where it has just been given back, another one may have it by now: only that of a dead process may be removed.
    return error.code !== 'ESRCH';
  }
};
