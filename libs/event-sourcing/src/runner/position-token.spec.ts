import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodePositions, encodePositions, mergePositions } from './position-token.js';

describe('position tokens', () => {
  it('are compact', () => {
    const positions = new Map([
      [
        'customers',
        [
          { shard: 3, sequence: 120 },
          { shard: 5, sequence: 77 },
        ],
      ],
      ['intake', [{ shard: 0, sequence: 1 }]],
      ['analytics', []],
    ]);
    expect(encodePositions(positions)).toBe('customers@3.120~5.77,intake@0.1');
  });

  it('decode to what was encoded, the last position of each shard', () => {
    const position = fc.record({ shard: fc.nat(32_767), sequence: fc.integer({ min: 1, max: 2 ** 50 }) });
    const source = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/);
    fc.assert(
      fc.property(fc.dictionary(source, fc.array(position, { minLength: 1, maxLength: 20 })), (given) => {
        const positions = new Map(Object.entries(given));
        const decoded = decodePositions(encodePositions(positions));
        expect(decoded).toEqual(mergePositions(positions));
        for (const [name, list] of positions) {
          for (const { shard, sequence } of list) {
            expect(decoded.get(name)!.find((one) => one.shard === shard)!.sequence).toBeGreaterThanOrEqual(sequence);
          }
        }
      }),
    );
  });

  it('merge to the later position of each shard', () => {
    const merged = mergePositions(decodePositions('a@1.5~2.9'), decodePositions('a@1.7,b@0.1'));
    expect(encodePositions(merged)).toBe('a@1.7~2.9,b@0.1');
  });

  it('may be empty', () => {
    expect(decodePositions('').size).toBe(0);
  });

  it.each([
    'a',
    'a@',
    '@1.2',
    'a@1',
    'a@1.0',
    'a@-1.2',
    'a@1.2~',
    'a@1.2@3.4',
    'a@99999.1',
    'a@1.2,',
    'A@1.2',
    'a@1.99999999999999999',
    `a@${'1.2~'.repeat(5000)}1.2`,
  ])('refuse %s in words', (token) => {
    expect(() => decodePositions(token)).toThrow(
      expect.objectContaining({ code: 'InvalidPositionToken', kind: 'invalid' }),
    );
  });
});
