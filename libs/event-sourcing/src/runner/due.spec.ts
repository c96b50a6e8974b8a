import { describe, expect, it } from '@jest/globals';
import type { FeedRecord, FeedSlice } from '../feed.js';
import { dueOf } from './due.js';

const slice = (shard: number, from: number, to: number, type = 'Deposited'): FeedSlice => ({
  shard,
  from,
  to,
  records: Array.from({ length: to - from }, (_, i) => ({ shard, sequence: from + i + 1, type }) as FeedRecord),
});
const sequences = (slices: readonly FeedSlice[], checkpoint: number): number[] =>
  dueOf('bank', slices, new Map([[0, checkpoint]])).records.map((record) => record.sequence);

describe('dueOf', () => {
  it('drops what is at or below the checkpoint', () => {
    expect(sequences([slice(0, 0, 4)], 2)).toEqual([3, 4]);
    expect(sequences([slice(0, 0, 4)], 4)).toEqual([]);
    expect(dueOf('bank', [slice(0, 0, 4)], new Map([[0, 4]])).moves).toEqual([]);
  });

  it('refuses a slice that begins after the checkpoint', () => {
    expect(() => sequences([slice(0, 3, 5)], 2)).toThrow(/checkpoint is 2/);
  });

  it('takes several slices of one shard as one move', () => {
    const due = dueOf('bank', [slice(0, 0, 2), slice(0, 1, 4)], new Map([[0, 1]]));
    expect(due.records.map((record) => record.sequence)).toEqual([2, 3, 4]);
    expect(due.moves).toEqual([{ shard: 0, from: 1, to: 4 }]);
    expect(() => sequences([slice(0, 0, 2), slice(0, 3, 4)], 0)).toThrow(/checkpoint is 2/);
  });

  it('moves past types that are not handled', () => {
    const due = dueOf('bank', [slice(0, 0, 2, 'Other')], new Map([[0, 0]]), new Set(['Deposited']));
    expect(due).toEqual({ records: [], moves: [{ shard: 0, from: 0, to: 2 }] });
  });
});
