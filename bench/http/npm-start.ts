import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
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
  const child = spawn('npm', ['start'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const seconds = await untilSaid(child.stdout, 'Stop it with').then(() => (performance.now() - begun) / 1_000);
  child.kill('SIGTERM');
  await ended;
  return seconds;
};

const untilSaid = async (output: AsyncIterable<Buffer>, words: string): Promise<void> => {
  let said = '';
  const timer = AbortSignal.timeout(LONGEST * 1_000);
  const late = once(timer, 'abort').then(() => {
    throw new Error(`npm start was not ready after ${LONGEST} s: ${said}`);
  });
  const seen = (async () => {
    for await (const chunk of output) {
      said += chunk.toString();
      if (said.includes(words)) return;
    }
    throw new Error(`npm start ended: ${said}`);
  })();
  await Promise.race([seen, late]);
};
