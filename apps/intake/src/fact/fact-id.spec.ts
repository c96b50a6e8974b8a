import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { FACT_KINDS, factIdOf } from './fact-id.js';

describe('The id of a fact', () => {
  it('is the UUIDv5 of its kind, its source and its id there', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FACT_KINDS), fc.string({ unit: 'grapheme' }), fc.string(), (kind, source, id) => {
        expect(factIdOf(kind, source, id)).toBe(
          v5(`${kind}\n${source}\n${id}`, 'a6f4d2f0-3f0e-4c5e-9d7b-2b1f6c0e8a31'),
        );
      }),
      { numRuns: 500 },
    );
  });
});
