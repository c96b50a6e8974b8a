import { beforeEach, describe, expect, it } from '@jest/globals';
import { Stalls } from './stalls.js';

describe('what must be read from the history', () => {
  let stalls: Stalls;
  const lacking = (): Record<number, number> => Object.fromEntries(stalls.lacking);

  beforeEach(() => {
    stalls = new Stalls();
    stalls.advance([10, 20]);
  });

  it('is a shard that stands still for 2 s though the publisher is ahead', () => {
    stalls.look([10, 20], [15, 20], 0);
    stalls.look([10, 20], [15, 20], 1_000);
    expect(lacking()).toEqual({});
    stalls.look([10, 20], [16, 20], 3_000);
    expect(lacking()).toEqual({ 0: 10 });
  });

  it('is none whose turn may come yet, while the wire brings others; but not for ever', () => {
    for (const now of [0, 1_000, 9_000]) stalls.look([10, 20], [15, 20], now, true);
    expect(lacking()).toEqual({});
    stalls.look([10, 20], [15, 20], 11_000, true);
    expect(lacking()).toEqual({ 0: 10 });
  });

  it('is none that was quiet until now', () => {
    stalls.look([10, 20], [10, 20], 0);
    stalls.look([10, 20], [10, 20], 60_000);
    stalls.look([10, 20], [11, 20], 61_000);
    expect(lacking()).toEqual({});
  });

  it('is none that moves, be it by another process', () => {
    for (let n = 0; n < 10; n++) stalls.look([10 + n, 20], [100, 20], n * 1_000);
    expect(lacking()).toEqual({});
    expect(stalls.advance([10, 20])).toEqual([19, 20]);
  });

  it('is no more what the wire brings again', () => {
    stalls.lacks([0, 1]);
    stalls.onWire([0]);
    expect(lacking()).toEqual({ 1: 20 });
  });

  it('begins where a subscription was set back to', () => {
    stalls.look([30, 40], [30, 40], 0);
    expect(stalls.advance([10, 20])).toEqual([30, 40]);
    expect(stalls.advance([5, 20])).toEqual([5, 40]);
  });
});
