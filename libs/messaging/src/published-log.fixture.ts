import type { FeedRecord, FeedSlice } from '@clientele/event-sourcing';

/** Every fifth event is kept to itself, and every third of the rest is of another type. */
const recordOf = (shard: number, sequence: number): FeedRecord | undefined =>
  sequence % 5 === 0
    ? undefined
    : ({ shard, sequence, type: sequence % 3 === 0 ? 'Rare' : 'Common' } as unknown as FeedRecord);

/** Events of a shard. */
export const LONGEST_LOG = 60_000;

const logs = new Map<number, readonly (FeedRecord | undefined)[]>();
/** Made once: tests go through many of them. */
const logOf = (shard: number): readonly (FeedRecord | undefined)[] => {
  const log = logs.get(shard) ?? Array.from({ length: LONGEST_LOG }, (_, index) => recordOf(shard, index + 1));
  logs.set(shard, log);
  return log;
};

/** What is published of a shard after one sequence up to another. */
export const publishedIn = (
  shard: number,
  from: number,
  to: number,
  wanted?: ReadonlySet<string> | readonly string[],
): FeedRecord[] => {
  const types = wanted && new Set(wanted);
  return logOf(shard)
    .slice(from, to)
    .filter((record) => record !== undefined && (!types || types.has(record.type))) as FeedRecord[];
};

export const sliceIn = (shard: number, from: number, to: number, wanted?: readonly string[]): FeedSlice => ({
  shard,
  from,
  to,
  records: publishedIn(shard, from, to, wanted),
});

/** Says what is wrong with slices for a reader at `after`, and moves it on. */
export const follow = (
  after: number[],
  slices: readonly FeedSlice[],
  wanted?: ReadonlySet<string> | readonly string[],
): string | undefined => {
  for (const { shard, from, to, records } of slices) {
    if (from !== after[shard] || to <= from)
      return `shard ${shard}: ${from}-${to} does not follow upon ${after[shard]}`;
    const expected = publishedIn(shard, from, to, wanted);
    const isRight = records.length === expected.length && records.every((record, n) => record === expected[n]);
    if (!isRight) return `shard ${shard}: ${from}-${to} has not the records that were published`;
    after[shard] = to;
  }
  return undefined;
};
