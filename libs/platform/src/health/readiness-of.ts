import { setTimeout } from 'node:timers/promises';
import type { Sql } from '@clientele/event-sourcing';
import type { ServiceState } from '../site/site-service.js';
import type { FeedWatch } from './feed-watch.js';

const LONGEST = 2_000;

/**
 * Whether a service can do its work: its database answers, and none of its views and reactions is stuck. Parked streams
 * do not count: all else goes on. Answers within two seconds, or little more.
 */
export const readinessOf = async (database: Sql, watch: FeedWatch): Promise<ServiceState> => {
  const words = (await databaseTrouble(database)) ?? (await feedTrouble(watch));
  return { isReady: words === undefined, words: words ?? 'ready' };
};

const databaseTrouble = (database: Sql): Promise<string | undefined> =>
  inTime(
    database.query('SELECT 1').then(
      () => undefined,
      () => 'its database cannot be reached',
    ),
    'its database does not answer',
  );

/** Before it says no, it looks again: what was stuck may have moved since the last look. */
const feedTrouble = async (watch: FeedWatch): Promise<string | undefined> => {
  if (!watch.isWatching) return 'its views and reactions have not started';
  if (watch.stuck().length === 0) return undefined;
  await inTime(
    watch.look().catch(() => undefined),
    undefined,
  );
  return watch.stuck().join('; ') || undefined;
};

const inTime = async <T>(work: Promise<T>, otherwise: T): Promise<T> => {
  const late = new AbortController();
  try {
    return await Promise.race([work, setTimeout(LONGEST, otherwise, { signal: late.signal })]);
  } finally {
    late.abort();
  }
};
