import { join } from 'node:path';
import { freePort } from '@clientele/platform/installation';
import { Child } from '../product/child.ts';

/** Those of a service's process. */
const FLAGS = ['--max-old-space-size=256', '--max-semi-space-size=16', '--enable-source-maps'];

export interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

/** Runs a program of this folder in a process of its own; resolves when it says that it is ready. */
export const serve = async (program: string, databaseUrl: string): Promise<Served> => {
  const port = String(await freePort());
  const command = [process.execPath, ...FLAGS, join(import.meta.dirname, program)] as const;
  const child = await Child.start(command, { DATABASE_URL: databaseUrl, PORT: port }, 'ready');
  return { url: `http://127.0.0.1:${port}`, stop: () => child.stop('SIGKILL') };
};
