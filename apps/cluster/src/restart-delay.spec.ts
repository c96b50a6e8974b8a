import { describe, expect, it } from '@jest/globals';
import { RestartDelay } from './restart-delay.js';

describe('The delay of a restart', () => {
  it('grows while lives are short, and no further than 10 s', () => {
    const delay = new RestartDelay();
    const now = performance.now();
    expect([1, 2, 3, 4, 5, 6, 7].map((second) => delay.next(now + second * 1_000))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
    ]);
  });

  it('is short again after a long life', () => {
    const delay = new RestartDelay();
    const now = performance.now();
    for (const second of [1, 2, 3]) delay.next(now + second * 1_000);
    expect(delay.next(now + 40_000)).toBe(250);
  });
});
