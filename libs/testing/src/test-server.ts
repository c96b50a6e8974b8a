import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EmbeddedPostgres } from '@clientele/platform/embedded-postgres';

interface Server {
  readonly url: string;
  readonly pid: number;
  readonly dataDirectory: string;
}

/** Only tests may lose data with the machine. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '300' };

const start = async (folder: string): Promise<Server> => {
  const { url, pid, dataDirectory } = await EmbeddedPostgres.start({
    dataDirectory: join(folder, 'postgres'),
    settings: SETTINGS,
    detached: true,
  });
  await writeFile(join(folder, 'server.json.part'), JSON.stringify({ url, pid, dataDirectory }));
  await rename(join(folder, 'server.json.part'), join(folder, 'server.json'));
  return { url, pid, dataDirectory };
};

const untilStarted = async (folder: string): Promise<Server> => {
  for (let waited = 0; waited < 30_000; waited += 20) {
    const found = await readFile(join(folder, 'server.json'), 'utf8').catch(() => undefined);
    if (found) return JSON.parse(found) as Server;
    await setTimeout(20);
  }
  throw new Error('The PostgreSQL that another test worker was to start did not come within 30 s.');
};

const startOnce = async (folder: string): Promise<Server> => {
  const isFirst = await mkdir(join(folder, 'starting')).then(
    () => true,
    () => false,
  );
  return isFirst ? start(folder) : untilStarted(folder);
};

/** The PostgreSQL server for tests: `DATABASE_URL`, else an embedded one that the workers of a run share. */
export const testServerUrl = async (): Promise<string> => {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const folder = process.env.CLIENTELE_TEST_RUN;
  if (!folder) throw new Error('CLIENTELE_TEST_RUN is not set: run the tests by the jest.config.js of the workspace.');
  return (await startOnce(folder)).url;
};
