import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serversAtHand } from './servers-at-hand.mjs';

/**
 * A folder for what the run's workers share: the first that needs a PostgreSQL or a Kafka starts it there for all. And a
 * caretaker, which stops them when its standard input ends: that it does however the run ends, also by kill -9.
 */
export default async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-test-'));
  Object.assign(process.env, await serversAtHand(), { CLIENTELE_TEST_RUN: folder });
  const caretaker = spawn(process.execPath, [join(import.meta.dirname, 'caretaker.mjs'), folder], {
    detached: true, // Ctrl-C in the terminal ends the run, not the clearing up after it.
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  caretaker.unref();
  caretaker.stdin.unref();
  globalThis.clienteleCaretaker = caretaker;
};
