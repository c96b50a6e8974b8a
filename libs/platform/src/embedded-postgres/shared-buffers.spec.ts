import { describe, expect, it } from '@jest/globals';
import { sharedBuffers } from './shared-buffers.js';

const GIB = 2 ** 30;

describe('sharedBuffers', () => {
  it.each([
    [1, '128MB'],
    [4, '256MB'],
    [16, '1024MB'],
    [512, '1024MB'],
  ])('of %i GiB of memory is %s', (gib, expected) => {
    expect(sharedBuffers(gib * GIB)).toBe(expected);
  });

  it('is within the bounds on this machine', () => {
    const size = Number(/^(\d+)MB$/.exec(sharedBuffers())?.[1]);
    expect(size).toBeGreaterThanOrEqual(128);
    expect(size).toBeLessThanOrEqual(1024);
  });
});
