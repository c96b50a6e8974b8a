import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Stops the run's PostgreSQL, if there was need of one, and takes its data away. */
export default async () => {
  const folder = process.env.CLIENTELE_TEST_RUN;
  const server = await readFile(join(folder, 'server.json'), 'utf8').then(JSON.parse, () => undefined);
  if (server) {
    if (isAlive(server.pid)) process.kill(server.pid, 'SIGINT');
    while (isAlive(server.pid)) await setTimeout(20);
    const { dataDirectory } = server;
    for (const path of [dataDirectory, `${dataDirectory}.log`, `${dataDirectory}.password`]) {
      await rm(path, { recursive: true, force: true });
    }
  }
  await rm(folder, { recursive: true, force: true });
};
