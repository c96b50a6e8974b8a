import type { Sql } from '../sql.js';
import { FencedError } from './faults.js';

/** One generation of a view, or a reaction: who handles, under which name, and where its tables are. */
export interface Generation {
  readonly subscription: string;
  /** Views only. */
  readonly view?: {
    readonly name: string;
    readonly version: number;
    readonly schema: string;
    readonly isNext: boolean;
  };
}

export interface Locked {
  /** By shard. */
  readonly checkpoints: ReadonlyMap<number, number>;
  /** Some stream of this source is parked. */
  readonly hasParked: boolean;
}

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Only one transaction of a subscription at a time, over all its sources and in all processes: a fact from one source
 * and the customer from another that belong together must not pass each other unseen.
 *
 * A batch touches few rows of tables that grow for ever, so it finds them by index: a scan that is a little cheaper
 * today costs more with every row.
 */
export const lockSubscription = async (tx: Sql, subscription: string, schema?: string): Promise<void> => {
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('subscription ' || $1, 0)),
            set_config('search_path', coalesce($2, current_setting('search_path')), true),
            set_config('enable_seqscan', 'off', true), set_config('random_page_cost', '1.1', true)`,
    [subscription, schema === undefined ? null : `${quoteName(schema)}, public`],
  );
};

/** A statement of its own after the lock, since it must see what the one before committed. */
export const lockCheckpoints = async (
  tx: Sql,
  { subscription, view }: Generation,
  source: string,
  shards: readonly number[],
): Promise<Locked> => {
  const { rows } = await tx.query<{ shard: number; sequence: number; parked: boolean; current: boolean }>(
    `SELECT c.shard, c.sequence::float8 AS sequence,
            EXISTS (SELECT FROM public.parked_streams WHERE subscription = $1 AND source = $2) AS parked,
            $4::text IS NULL OR to_regnamespace($7) IS NOT NULL AND EXISTS (
              SELECT FROM public.views WHERE name = $4 AND CASE WHEN $6 THEN next_version ELSE version END = $5
            ) AS current
     FROM public.checkpoints c
     WHERE c.subscription = $1 AND c.source = $2 AND c.shard = ANY ($3::smallint[])
     ORDER BY c.shard
     FOR UPDATE`,
    [
      subscription,
      source,
      shards,
      view?.name ?? null,
      view?.version ?? 0,
      view?.isNext ?? false,
      view ? quoteName(view.schema) : null,
    ],
  );
  if (rows.length !== shards.length) throw new FencedError(subscription, `its checkpoints of ${source} are gone.`);
  if (!rows.every((row) => row.current)) {
    throw new FencedError(subscription, `version ${view?.version} is not the one in place; start the service anew.`);
  }
  return {
    checkpoints: new Map(rows.map(({ shard, sequence }) => [shard, sequence])),
    hasParked: rows[0]?.parked ?? false,
  };
};
