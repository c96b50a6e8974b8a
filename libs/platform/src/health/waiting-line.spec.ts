import { describe, expect, it } from '@jest/globals';
import { WaitingLine } from './waiting-line.js';

/** Looks at [time, head, checkpoint]; answers with what is told at the last one's time. */
const after = (...looks: [at: number, head: number | undefined, checkpoint: number][]): number[] => {
  const line = new WaitingLine();
  for (const [at, head, checkpoint] of looks) line.look(head, checkpoint, at);
  const [now] = looks.at(-1)!;
  return [line.lag, line.waited(now), line.stood(now)];
};

describe('how a subscription keeps up with a shard', () => {
  it('is well while it has all, however long nothing comes', () => {
    expect(after([0, 7, 7], [90, 7, 7])).toEqual([0, 0, 0]);
    expect(after([0, 7, 7], [90, 8, 7])).toEqual([1, 0, 0]);
  });

  it('counts the time from the first look that found the oldest event', () => {
    expect(after([0, 5, 0], [10, 9, 3], [20, 9, 4])).toEqual([5, 20, 0]);
    expect(after([0, 5, 0], [10, 9, 3], [20, 9, 5])).toEqual([4, 10, 0]);
    expect(after([0, 5, 0], [10, 9, 3], [20, 9, 9])).toEqual([0, 0, 0]);
  });

  it('tells for how long it has stood still', () => {
    expect(after([0, 5, 3], [10, 6, 3], [20, 7, 3])).toEqual([4, 20, 20]);
    expect(after([0, 5, 3], [10, 6, 3], [20, 7, 4])).toEqual([3, 20, 0]);
    expect(after([0, 5, 5], [50, 6, 5], [60, 6, 5])).toEqual([1, 10, 10]);
  });

  it('sees it move while the publisher does not answer', () => {
    expect(after([0, 5, 3], [40, undefined, 4])).toEqual([1, 40, 0]);
    expect(after([0, 5, 3], [40, undefined, 5])).toEqual([0, 0, 0]);
    expect(after([0, undefined, 3])).toEqual([0, 0, 0]);
  });

  it('remembers little, and never says too much', () => {
    const looks = Array.from({ length: 10_000 }, (_, n): [number, number, number] => [n, n + 1, 0]);
    expect(after(...looks)[1]).toBe(9_999);
    const [, waited] = after(...looks, [10_000, 10_000, 5_000]);
    expect(waited).toBeLessThanOrEqual(5_000);
    expect(waited).toBeGreaterThan(4_500);
  });
});
