import type { FeedRecord, FeedSlice } from '@clientele/event-sourcing';
import type { Told } from './wire-message.js';

/** What a partition's messages tell, as runs without a gap. Messages that were sent again tell nothing new. */
export const toChunks = (shard: number, told: readonly Told[]): FeedSlice[] => {
  const chunks: { shard: number; from: number; to: number; records: FeedRecord[] }[] = [];
  for (const { previous, sequence, record } of told) {
    const last = chunks.at(-1);
    if (last && sequence <= last.to) continue;
    if (last && previous <= last.to) {
      last.to = sequence;
      if (record) last.records.push(record);
    } else chunks.push({ shard, from: previous, to: sequence, records: record ? [record] : [] });
  }
  return chunks;
};
