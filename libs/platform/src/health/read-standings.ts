import type { Feed, Sql } from '@clientele/event-sourcing';

/** Where a subscription is in the shards of one source, and where these end (index = shard). */
export interface Reached {
  readonly subscription: string;
  readonly source: string;
  readonly checkpoints: readonly number[];
  /** Nothing where the publisher does not answer. */
  readonly heads: readonly number[];
}

/** One query for all subscriptions, and one for each feed. */
export const readStandings = async (
  database: Sql,
  feeds: ReadonlyMap<string, Pick<Feed, 'heads'>>,
  subscriptions: readonly string[],
): Promise<Reached[]> => {
  // Checkpoints first, so that a lag is never reported as less than it was.
  const { rows } = await database.query<Omit<Reached, 'heads'>>(
    `SELECT subscription, source, array_agg(sequence::float8 ORDER BY shard) AS checkpoints
     FROM public.checkpoints WHERE subscription = ANY ($1) GROUP BY subscription, source`,
    [subscriptions],
  );
  const heads = await headsOf(feeds);
  return rows.map((row) => ({ ...row, heads: heads.get(row.source) ?? [] }));
};

const headsOf = async (feeds: ReadonlyMap<string, Pick<Feed, 'heads'>>): Promise<Map<string, readonly number[]>> => {
  const reading = [...feeds].map(async ([source, feed]) => [source, await feed.heads().catch(() => [])] as const);
  return new Map(await Promise.all(reading));
};
