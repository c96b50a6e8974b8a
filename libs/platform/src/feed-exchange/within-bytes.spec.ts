import { expect, it } from '@jest/globals';
import type { FeedRecord, FeedSlice } from '@clientele/event-sourcing';
import { withinBytes } from './within-bytes.js';

const slice = (shard: number, ...sizes: number[]): FeedSlice => ({
  shard,
  from: 0,
  to: sizes.length + 5,
  records: sizes.map((size, index) => ({ sequence: index + 1, data: 'x'.repeat(size) }) as unknown as FeedRecord),
});

it('cuts an answer to what fits, and gives each shard one record at least', () => {
  expect(withinBytes([slice(0, 10, 10)], 100)).toEqual([slice(0, 10, 10)]);
  const cut = withinBytes([slice(0, 60, 60, 60), slice(1, 60, 60)], 130);
  expect(cut.map(({ to, records }) => [to, records.length])).toEqual([
    [2, 2],
    [1, 1],
  ]);
  expect(withinBytes([slice(0, 500)], 100)).toEqual([slice(0, 500)]);
});
