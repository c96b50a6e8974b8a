import { describe, expect } from '@jest/globals';
import { always, expectSwift, mostly, wildText } from '@clientele/testing';
import fc from 'fast-check';
import { cleanLine, cleanText } from './clean-text.js';
import { IdentityKeys } from './identity-keys.js';
import { normaliseEmail } from './normalise-email.js';
import { normalisePhone } from './normalise-phone.js';

const keys = new IdentityKeys('a secret of some length');
const email = fc
  .tuple(
    wildText(8),
    fc.constantFrom('@', '＠'),
    mostly(fc.constantFrom('example.com', 'bücher.example', '例子.测试', 'xn--bcher-kva.example'), wildText(8)),
  )
  .map((parts) => parts.join(''));
const phone = fc
  .tuple(
    fc.constantFrom('+', '＋', '', '00', 'tel:'),
    fc.stringMatching(/^[\d ()./-]{4,16}$/),
    fc.constantFrom('', ' ext 5', ';ext=5'),
  )
  .map((parts) => parts.join(''));
const country = fc.option(mostly(fc.constantFrom('CN', 'US', 'DE', 'ZZ'), wildText(3)), { nil: undefined });

describe('an identifier', () => {
  always(
    'by mail has one form, of plain signs after the @, or is refused in words that do not repeat it',
    fc.property(mostly(fc.oneof(email, fc.emailAddress()), wildText()), (text) => {
      const { value, problem } = normaliseEmail(text);
      if (value === undefined) return expect(problem).toMatch(/\.$/);
      expect(normaliseEmail(value)).toEqual({ value });
      expect(normaliseEmail(` ${value} `)).toEqual({ value });
      expect(value.slice(value.lastIndexOf('@') + 1)).toMatch(/^[a-z0-9.-]+$/);
      expect(value.isWellFormed() && !value.includes('\0')).toBe(true);
    }),
    { runs: 500 },
  );

  always(
    'by phone is E.164, or is refused in words',
    fc.property(mostly(phone, wildText()), country, (text, of) => {
      const { value, problem } = normalisePhone(text, of);
      if (value === undefined) return expect(problem).toMatch(/\.$/);
      expect(value).toMatch(/^\+[1-9]\d{5,14}$/);
      expect(normalisePhone(value)).toEqual({ value });
    }),
    { runs: 500 },
  );

  always(
    'in an address leads to the keys that it was made of, whatever it holds',
    fc.property(wildText(12).map(cleanLine), wildText(12).map(cleanLine), (source, id) => {
      fc.pre(source !== '' && id !== '' && cleanLine(`${source}:${id}`) === `${source}:${id}`);
      expect(keys.ofRef(`${source}:${id}`)).toContain(keys.external(source, id));
    }),
    { examples: [[':shop', '7']] },
  );

  always(
    'of whatever text gives keys, and no others for one person',
    fc.property(fc.oneof(email, phone, wildText()), (ref) => {
      for (const key of keys.ofRef(ref)) expect(key).toMatch(/^[epx]_[\w-]{22}$/);
      const { value } = normaliseEmail(ref);
      if (value !== undefined && cleanLine(ref) === ref) expect(keys.ofRef(ref)).toContain(keys.email(value));
    }),
    { runs: 300 },
  );
});

describe('text', () => {
  always(
    'that was cleaned can be stored, is composed, and stays as it is',
    fc.property(wildText(60), (text) => {
      for (const clean of [cleanText, cleanLine]) {
        const once = clean(text);
        expect(clean(once)).toBe(once);
        expect(once.isWellFormed() && once.normalize('NFC') === once && !once.includes('\0')).toBe(true);
      }
      expect(cleanLine(text)).not.toMatch(/[\r\n\u2028\u2029]/);
    }),
    { runs: 500 },
  );

  always(
    'of a megabyte holds nobody up',
    fc.asyncProperty(
      fc.constantFrom('é', '\u0301', ' ', '\0', '\r', '\ud800', '@', 'a.', '+1 ', 'ﷺ', '\u200b '),
      (sign) => {
        const long = sign.repeat((1 << 20) / sign.length);
        return expectSwift(() => {
          cleanLine(long);
          normaliseEmail(`${long}@example.com`);
          normaliseEmail(`a@${long}`);
          normalisePhone(long, 'CN');
        });
      },
    ),
    { runs: 4, endOnFailure: true },
  );
});
