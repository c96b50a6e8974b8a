import { describe, expect, it } from '@jest/globals';
import { SEGMENTS, SEGMENT_NAMES, segmentOf, valueOf } from './segments.js';

const SCORES = [1, 2, 3, 4, 5];
const cells = SCORES.flatMap((r) => SCORES.flatMap((f) => SCORES.map((m) => [r, f, m] as const)));

describe('segments', () => {
  it('puts every cell of the grid into exactly one', () => {
    for (const [r, f, m] of cells) {
      const value = valueOf(f, m);
      const found = SEGMENTS.filter(
        ({ recency, value: [low, high] }) => recency[0] <= r && r <= recency[1] && low <= value && value <= high,
      );
      expect([r, f, m, found.map((each) => each.name)]).toEqual([r, f, m, [segmentOf(r, f, m).name]]);
    }
  });

  it('has no segment that no cell leads to, and none twice', () => {
    expect(new Set(SEGMENT_NAMES)).toEqual(new Set(SEGMENTS.map((each) => each.name)));
    expect(new Set(SEGMENTS.map((each) => each.name)).size).toBe(SEGMENTS.length);
  });

  it('knows the corners', () => {
    expect(segmentOf(5, 5, 5).name).toBe('champions');
    expect(segmentOf(5, 1, 1).name).toBe('new-customers');
    expect(segmentOf(1, 5, 5).name).toBe('cannot-lose-them');
    expect(segmentOf(1, 1, 1).name).toBe('lost');
    expect(segmentOf(2, 1, 5).name).toBe('at-risk');
  });

  it('lists the cells in the order that SQL counts on', () => {
    expect(cells.map(([r, f, m]) => SEGMENT_NAMES[25 * (r - 1) + 5 * (f - 1) + (m - 1)])).toEqual(
      cells.map(([r, f, m]) => segmentOf(r, f, m).name),
    );
  });
});
