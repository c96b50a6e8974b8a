import type { Sql } from '../sql.js';
import { FencedError } from './faults.js';

/** By source; index = shard. */
export type Checkpoints = ReadonlyMap<string, readonly number[]>;

export interface Move {
  readonly shard: number;
  readonly from: number;
  readonly to: number;
}

/** Those that are not there yet start at 0. */
export const openCheckpoints = async (
  tx: Sql,
  subscription: string,
  shards: ReadonlyMap<string, number>,
): Promise<void> => {
  await tx.query(
    `INSERT INTO public.checkpoints (subscription, source, shard, sequence)
     SELECT $1, s.source, shard, 0
     FROM unnest($2::text[], $3::int[]) s(source, shards), generate_series(0, s.shards - 1) shard
     ON CONFLICT DO NOTHING`,
    [subscription, [...shards.keys()], [...shards.values()]],
  );
};

export const readCheckpoints = async (sql: Sql, subscription: string): Promise<Map<string, number[]>> => {
  const { rows } = await sql.query<{ source: string; sequences: number[] }>(
    `SELECT source, array_agg(sequence::float8 ORDER BY shard) AS sequences
     FROM public.checkpoints WHERE subscription = $1 GROUP BY source`,
    [subscription],
  );
  return new Map(rows.map(({ source, sequences }) => [source, sequences]));
};

/** By compare-and-set: whoever is not where it thought moves nothing. */
export const moveCheckpoints = async (
  tx: Sql,
  subscription: string,
  source: string,
  moves: readonly Move[],
): Promise<void> => {
  const { rowCount } = await tx.query(
    `UPDATE public.checkpoints c SET sequence = m.next
     FROM unnest($3::smallint[], $4::bigint[], $5::bigint[]) m(shard, expected, next)
     WHERE c.subscription = $1 AND c.source = $2 AND c.shard = m.shard AND c.sequence = m.expected`,
    [subscription, source, moves.map((m) => m.shard), moves.map((m) => m.from), moves.map((m) => m.to)],
  );
  if (rowCount !== moves.length)
    throw new FencedError(subscription, `another runner moved its checkpoints of ${source}.`);
};

/** How many events `behind` has still to see until it is where `ahead` is. */
export const distance = (behind: Checkpoints, ahead: Checkpoints): number => {
  let sum = 0;
  for (const [source, sequences] of ahead) {
    sequences.forEach((sequence, shard) => (sum += Math.max(0, sequence - (behind.get(source)?.[shard] ?? 0))));
  }
  return sum;
};
