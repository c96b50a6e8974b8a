import { describe, expect } from '@jest/globals';
import { always, expectSwift, wildText } from '@clientele/testing';
import fc from 'fast-check';
import { searchGrams, searchTerms, searchText } from './search-text.js';

describe('text that is searched', () => {
  always(
    'is found by itself, by each of its words, and by parts of what is not plain',
    fc.property(fc.stringMatching(/^[a-z0-9A-Z张伟é -]{1,16}$/), fc.nat(16), (text, at) => {
      const stored = searchText(text);
      const grams = new Set(searchGrams(stored));
      for (const question of [text, text.toUpperCase(), ...text.split(/[ -]+/), [...text][at] ?? '']) {
        const { words, phone } = searchTerms(question);
        if (phone !== undefined) continue;
        for (const { pattern, grams: wanted } of words) {
          const plain = pattern.slice(1, -1).replace(/\\(.)/g, '$1');
          // A short plain word begins a word; a letter from the middle of one is none.
          if (wanted.some((gram) => gram.startsWith('^')) && !grams.has(wanted[0]!)) continue;
          expect(stored).toContain(plain);
          for (const gram of wanted) expect(grams.has(gram)).toBe(true);
        }
      }
    }),
    { runs: 300 },
  );

  always(
    'is in its form once it was made so, and takes no time',
    fc.asyncProperty(wildText(40), async (text) => {
      const once = searchText(text);
      expect(searchText(once)).toBe(once);
      await expectSwift(() => searchTerms(text.repeat(200)));
    }),
    { runs: 200 },
  );
});
