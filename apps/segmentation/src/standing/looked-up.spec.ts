import { describe, expect, it } from '@jest/globals';
import { isLookedUp } from './looked-up.js';

describe('customers that changed', () => {
  it.each([
    [20_000, -1, true],
    [20_001, -1, false],
    [20_001, 100_000, false],
    [50_000, 1_000_000, true],
    [125_000, 1_000_000, true],
    [125_001, 1_000_000, false],
  ])('%i of %i are looked up: %s', (changed, customers, expected) => {
    expect(isLookedUp(changed, customers)).toBe(expected);
  });
});
