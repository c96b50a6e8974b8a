import { describe, expect } from '@jest/globals';
import { always, mostly, orRefusal, wildText } from '@clientele/testing';
import fc from 'fast-check';
import { DomainError } from '../domain-error.js';
import { decodePositions, encodePositions } from './position-token.js';

const near = fc.string({
  unit: fc.constantFrom('a', '1', '0', '@', '.', '~', ',', ' ', '32767', '9007199254740993'),
  maxLength: 16,
});

describe('a position token', () => {
  always(
    'of whatever text is refused in words, or says positions that there can be, and so when written again',
    fc.property(fc.oneof(near, wildText(), fc.constant('a@1.2~3.4,b@0.9')), (text) => {
      const positions = orRefusal(() => decodePositions(text));
      if (positions instanceof DomainError) return expect(positions.code).toBe('InvalidPositionToken');
      for (const list of positions.values())
        for (const { shard, sequence } of list) {
          expect(shard).toBeLessThanOrEqual(32_767);
          expect(Number.isSafeInteger(sequence) && sequence > 0).toBe(true);
        }
      expect(decodePositions(encodePositions(positions))).toEqual(positions);
    }),
    { runs: 1_000 },
  );

  always(
    'gives the same with parts of it in another order, and spaces between',
    fc.property(
      fc.uniqueArray(
        fc.tuple(mostly(fc.constantFrom('a', 'b'), fc.constant('c')), fc.nat(9), fc.integer({ min: 1, max: 99 })),
        { maxLength: 6 },
      ),
      (all) => {
        const parts = all.map(([source, shard, sequence]) => `${source}@${shard}.${sequence}`);
        const expected = encodePositions(decodePositions(parts.join(',')));
        const other = encodePositions(decodePositions(` ${parts.toReversed().join(' , ')} `));
        expect(other.split(',').sort()).toEqual(expected.split(',').sort());
      },
    ),
  );
});
