import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { freePort } from '../product/standalone.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Seconds. */
const LONGEST = 300;

/** `npm start` on a folder, from its call until it says that it is ready; then it is stopped. */
export const secondsToReady = async (home: string): Promise<number> => {
  const env = {
    ...process.env,
    DATABASE_URL: '',
    CLIENTELE_HOME: home,
    PORT: String(await freePort()),
    NODE_OPTIONS: '',
  };
  const begun = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: ROOT,
    env,
    // A group of processes: npm passes signals on to nobody.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const seconds = await untilSaid(child.stdout, 'Stop it with').then(() => (performance.now() - begun) / 1_000);
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  await ended;
  return seconds;
};

/** Leaves the output open: it ends with the last of the processes. */
const untilSaid = (output: Readable, words: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(
      () => reject(new Error(`npm start was not ready after ${LONGEST} s: ${said}`)),
      LONGEST * 1_000,
    );
    output.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(words)) resolve();
    });
    output.once('end', () => reject(new Error(`npm start ended: ${said}`)));
    output.once('close', () => clearTimeout(late));
  });
