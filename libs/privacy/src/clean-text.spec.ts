import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanLine, cleanText } from './clean-text.js';

describe('cleanText and cleanLine', () => {
  it.each([
    ['  a b  ', 'a b'],
    ['e\u0301', '\u00e9'],
    ['a\u0000b\u0007c\ud800d', 'abcd'],
    ['\ufeff\u200b张伟\u3000', '张伟'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['👨‍👩‍👧', '👨‍👩‍👧'],
  ])('%j becomes %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean);
    expect(cleanLine(text)).toBe(clean);
  });

  it('keeps the lines of a text, and makes one of a name', () => {
    expect(cleanText(' one\r\n\ttwo ')).toBe('one\n\ttwo');
    expect(cleanLine(' one\r\n\ttwo ')).toBe('one two');
  });

  it('always gives what PostgreSQL can hold, and leaves its own work alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const clean of [cleanText, cleanLine]) {
          const once = clean(text);
          expect(once.isWellFormed()).toBe(true);
          expect(once).not.toContain('\0');
          expect(clean(once)).toBe(once);
        }
      }),
    );
  });
});
