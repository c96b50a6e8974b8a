import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for what the run's workers share: the first that needs a PostgreSQL starts it there for all. */
export default async () => {
  process.env.CLIENTELE_TEST_RUN = await mkdtemp(join(tmpdir(), 'clientele-test-'));
};
