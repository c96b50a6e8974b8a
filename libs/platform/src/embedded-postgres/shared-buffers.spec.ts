import { describe, expect, it } from '@jest/globals';
import { sharedBuffers } from './shared-buffers.js';

const GIB = 2 ** 30;

describe('sharedBuffers', () => {
  it.each([
    [1, 0, '128MB'],
    [4, 0, '256MB'],
    [16, 0, '1024MB'],
    [512, 0, '1024MB'],
    [512, 8, '512MB'],
    [8, 512, '512MB'],
    [8, 2 ** 34, '512MB'],
  ])('of %i GiB, of which a container may have %i (0: not known), is %s', (machine, limit, expected) => {
    expect(sharedBuffers(machine * GIB, limit * GIB)).toBe(expected);
  });
});
