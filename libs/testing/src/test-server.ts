import { join } from 'node:path';
import { EmbeddedPostgres } from '@clientele/platform/embedded-postgres';
import { postgresInDocker } from './in-docker.js';
import { onceARun } from './once-a-run.js';

/** Besides its address, what libs/testing/jest/caretaker.mjs needs to stop it. */
interface Server {
  readonly url: string;
  readonly container?: string;
  readonly pid?: number;
  readonly dataDirectory?: string;
}

/** Only tests may lose data with the machine. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '300' };

const start = async (folder: string): Promise<Server> => {
  if (process.env.CLIENTELE_TEST_POSTGRES === 'docker') return postgresInDocker(SETTINGS);
  const { url, pid, dataDirectory } = await EmbeddedPostgres.start({
    dataDirectory: join(folder, 'postgres'),
    settings: SETTINGS,
    detached: true,
  });
  return { url, pid, dataDirectory };
};

/** The PostgreSQL for tests: `DATABASE_URL`, else one in Docker, else an embedded one, which the workers of a run share. */
export const testServerUrl = async (): Promise<string> =>
  process.env.DATABASE_URL || (await onceARun('postgres', start)).url;
