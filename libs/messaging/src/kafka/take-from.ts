import type { FeedRecord, FeedSlice } from '@clientele/event-sourcing';

export interface Taken {
  readonly slices: readonly FeedSlice[];
  /** Shards of which something is here, but not what follows upon where the reader is. */
  readonly gaps: readonly number[];
}

/** From chunks (index = shard, each shard's in order) what follows upon `after`, up to `limit` records a shard. */
export const takeFrom = (
  chunks: readonly (readonly FeedSlice[])[],
  after: readonly number[],
  limit: number,
  wanted: ReadonlySet<string> | undefined,
): Taken => {
  const slices: FeedSlice[] = [];
  const gaps: number[] = [];
  chunks.forEach((ofShard, shard) => {
    const from = after[shard] ?? 0;
    if (from >= (ofShard.at(-1)?.to ?? 0)) return;
    const slice = sliceOf(ofShard, shard, from, limit, wanted);
    if (slice) slices.push(slice);
    else gaps.push(shard);
  });
  return { slices, gaps };
};

const sliceOf = (
  chunks: readonly FeedSlice[],
  shard: number,
  from: number,
  limit: number,
  wanted: ReadonlySet<string> | undefined,
): FeedSlice | undefined => {
  const records: FeedRecord[] = [];
  let to = from;
  let seen = 0;
  for (const chunk of chunks) {
    if (chunk.to <= to) continue;
    // A hole between two chunks ends the run; or it stands before the first, and then there is no run.
    if (chunk.from > to || seen >= limit) break;
    const rest = chunk.records.filter(({ sequence }) => sequence > to);
    const some = rest.slice(0, limit - seen);
    seen += some.length;
    to = some.length < rest.length ? some.at(-1)!.sequence : chunk.to;
    records.push(...(wanted ? some.filter(({ type }) => wanted.has(type)) : some));
    if (some.length < rest.length) break;
  }
  return to > from ? { shard, from, to, records } : undefined;
};
