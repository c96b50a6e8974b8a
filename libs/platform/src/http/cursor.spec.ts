import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor } from './cursor.js';
import { parseIfMatch } from './if-match.js';

describe('A cursor', () => {
  it('comes back as it went', () => {
    const values = ['1997-01-01T00:00:00.000Z', 12.5, null, '张'];
    expect(decodeCursor(encodeCursor(values), 4)).toEqual(values);
  });

  it.each(['', 'nonsense', '%%%', encodeCursor(['one']), Buffer.from('[1,{}]').toString('base64url'), 'bnVsbA'])(
    'that is none of this list (%p) is refused',
    (text) => {
      expect(() => decodeCursor(text, 2)).toThrow(expect.objectContaining({ code: 'InvalidCursor', kind: 'invalid' }));
    },
  );
});

describe('If-Match', () => {
  it.each([
    ['"3"', 3],
    [' W/"12" ', 12],
    ['*', undefined],
    [undefined, undefined],
  ])('%s is %s', (header, version) => expect(parseIfMatch(header)).toBe(version));

  it.each(['3', '"three"', '"1", "2"', ''])('%p is refused', (header) => {
    expect(() => parseIfMatch(header)).toThrow(expect.objectContaining({ code: 'InvalidIfMatch' }));
  });
});
