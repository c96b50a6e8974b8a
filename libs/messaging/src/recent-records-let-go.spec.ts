import { setImmediate } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { FeedRecord, FeedSlice } from '@clientele/event-sourcing';
import { RecentRecords, type Read } from './recent-records.js';

/** Sequences without gaps, one record each. */
const sliceOf = (shard: number, from: number, to: number): FeedSlice => {
  const sequences = Array.from({ length: to - from }, (_, i) => from + i + 1);
  return { shard, from, to, records: sequences.map((sequence) => ({ shard, sequence, type: 'Any' }) as FeedRecord) };
};

it('does not skip what was let go while a read of another shard was under way', async () => {
  const heads = [0, 5_000];
  const release = Promise.withResolvers<void>();
  let isSlow = false;
  const read: Read = async (after, limit) => {
    const until = [...heads];
    if (isSlow && after[1] === 0) await release.promise;
    await setImmediate();
    return after.flatMap((from, shard) => {
      const to = Math.min(from + limit, until[shard]!);
      return to > from ? [sliceOf(shard, from, to)] : [];
    });
  };
  const recent = new RecentRecords({ shards: 2, heads: async () => [...heads], read }, undefined);
  // Keeps the first 100 of shard 0.
  await recent.read([0, 5_000], 1_000, undefined);
  heads[0] = 100;
  await recent.read([0, 5_000], 1_000, undefined);
  // Shard 0 is kept for this reader, shard 1 is not; meanwhile so much comes that the first of shard 0 are let go.
  isSlow = true;
  const reading = recent.read([0, 0], 1_000, undefined);
  for (let at = 100; at < 20_000; at = heads[0]!) {
    heads[0] = at + 900;
    await recent.read([at, 5_000], 1_000, undefined);
  }
  release.resolve();
  const after = [0, 0];
  let seen = 0;
  for (let slices = await reading; slices.length > 0; slices = await recent.read([...after], 1_000, undefined)) {
    for (const { shard, from, to, records } of slices) {
      expect(from).toBe(after[shard]);
      after[shard] = to;
      seen += records.length;
    }
  }
  expect([after, seen]).toEqual([heads, heads.reduce((sum, head) => sum + head, 0)]);
});
