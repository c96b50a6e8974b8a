import { FeedGapError } from '../feed.js';
import type { FeedRecord, FeedSlice } from '../feed.js';
import type { Move } from './checkpoints.js';

export interface Due {
  readonly records: readonly FeedRecord[];
  readonly moves: readonly Move[];
}

/** What of the slices was not had before. @throws FeedGapError where a slice does not follow upon the checkpoint */
export const dueOf = (
  source: string,
  slices: readonly FeedSlice[],
  checkpoints: ReadonlyMap<number, number>,
  types?: ReadonlySet<string>,
): Due => {
  const due: FeedRecord[] = [];
  const moves = new Map<number, Move>();
  for (const { shard, from, to, records } of slices) {
    const checkpoint = checkpoints.get(shard) ?? 0;
    const reached = moves.get(shard)?.to ?? checkpoint;
    if (from > reached) throw new FeedGapError(source, shard, reached, from);
    if (to <= reached) continue;
    moves.set(shard, { shard, from: checkpoint, to });
    for (const record of records) {
      if (record.sequence > reached && (!types || types.has(record.type))) due.push(record);
    }
  }
  return { records: due, moves: [...moves.values()] };
};
