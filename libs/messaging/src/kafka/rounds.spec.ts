import { describe, expect, it } from '@jest/globals';
import { inRounds, LARGEST_BATCH, sizeOf } from './rounds.js';

describe('rounds of messages', () => {
  const message = (partition: number, bytes: number) => ({ partition, value: 'x'.repeat(bytes) });

  it('are one where all fits', () => {
    const messages = [message(0, 100), message(1, 100)];
    expect(inRounds(messages)).toEqual([messages]);
    expect(inRounds([])).toEqual([]);
  });

  it('give no partition more than a broker takes, and keep the order', () => {
    const messages = Array.from({ length: 12 }, (_, n) => message(n % 2, 300_000));
    const rounds = inRounds(messages);
    expect(rounds.flat()).toEqual(messages);
    for (const round of rounds) {
      for (const partition of [0, 1]) {
        const bytes = round
          .filter((each) => each.partition === partition)
          .reduce((sum, each) => sum + sizeOf(each.value), 0);
        expect(bytes).toBeLessThanOrEqual(LARGEST_BATCH);
      }
    }
  });

  it('count bytes, not characters', () => expect(sizeOf('张'.repeat(300_000))).toBe(900_000));
});
