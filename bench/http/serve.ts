import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../product/standalone.ts';

/** Those of a service's process. */
const FLAGS = ['--max-old-space-size=256', '--max-semi-space-size=16', '--enable-source-maps'];

export interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

/** Runs a program of this folder in a process of its own; resolves when it says that it is ready. */
export const serve = async (program: string, databaseUrl: string): Promise<Served> => {
  const port = await freePort();
  const env = { ...process.env, DATABASE_URL: databaseUrl, PORT: String(port), NODE_OPTIONS: '' };
  const child = spawn(process.execPath, [...FLAGS, join(import.meta.dirname, program)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await Promise.race([once(child.stdout, 'data'), once(child, 'close').then(() => [''])])) as [
    Buffer | string,
  ];
  if (!said.toString().includes('ready')) throw new Error(`${program} did not start: ${said.toString()}`);
  child.stdout.resume();
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
};
