import { setTimeout } from 'node:timers/promises';
import type { Cluster } from '@clientele/cluster';
import pg from 'pg';
import type { Disk } from '../disk/disk.ts';
import type { Throttle } from '../disk/throttle.ts';
import { familyOf } from '../processes.ts';
import type { Stroke } from '../stroke.ts';

/** Of PostgreSQL, whose commits then wait in a queue. */
export const diskSlow = (disk: Disk, throttle: Throttle): Stroke => ({
  kind: 'disk slow',
  strike: async ({ cluster, random }) => {
    const writes = random.between(15, 40);
    const pause = random.between(8_000, 15_000);
    const before = await millisecondsOfCommit(cluster);
    let slowly: Promise<number> | undefined;
    try {
      await throttle.slow(disk.device, { writes, bytes: 2 ** 20 }, await familyOf(cluster.postgres.pid!));
      slowly = millisecondsOfCommit(cluster);
      slowly.catch(() => undefined);
      // Not for as long as these commits take: behind much that waits to be written, that is minutes.
      await setTimeout(pause);
    } finally {
      await throttle.release(disk.device);
    }
    const commits = `a commit took ${(await slowly).toFixed(0)} ms instead of ${before.toFixed(0)}`;
    return `the disk of PostgreSQL does ${writes} writes a second for ${pause / 1_000} s (${commits})`;
  },
});

const COMMITS = 5;
/** Of something that means nothing, but must be on the disk. */
const COMMIT_OFTEN = `DO $$ BEGIN
  FOR n IN 1..${COMMITS} LOOP PERFORM pg_logical_emit_message(true, 'endurance', ''); COMMIT; END LOOP;
END $$`;

const millisecondsOfCommit = async (cluster: Cluster): Promise<number> => {
  const client = new pg.Client({ connectionString: cluster.databaseUrl('intake') });
  await client.connect();
  try {
    const begun = performance.now();
    await client.query(COMMIT_OFTEN);
    return (performance.now() - begun) / COMMITS;
  } finally {
    await client.end();
  }
};
