import { describe, expect } from '@jest/globals';
import { always, expectSwift, mostly, orRefusal, wildText } from '@clientele/testing';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { canonicalChannel } from './channels.js';
import { cleanActivity, cleanCustomerType, cleanDirection, cleanFlag } from './choices.js';
import { cleanCountry } from './countries.js';
import { cleanCurrency } from './currencies.js';
import { dateFormat } from './date-format.js';
import { nearName } from './near-name.js';
import { parseAmount } from './parse-amount.js';
import { parseInstant } from './parse-instant.js';
import type { Cleaned } from './reason.js';

const number = fc.stringMatching(/^[+−-]?[\d.,' ]{0,12}$/);
const digits = fc.nat(6);

describe('an amount', () => {
  always(
    'is what was written, to the last digit, or is refused in words',
    fc.property(mostly(number, wildText()), digits, (text, places) => {
      const { value, problem } = parseAmount(text, places);
      if (value === undefined) return expect(problem).toMatch(/\.$/);
      expect(value).toMatch(/^(0|[1-9]\d{0,14})(\.\d+)?$/);
      expect(value.split('.')[1]?.length ?? 0).toBeLessThanOrEqual(places);
      // All that cleaning leaves out are signs that group, and zeros that say nothing.
      const figures = (of: string) => of.normalize('NFKC').replace(/\D/g, '').replace(/^0+/, '');
      expect(figures(text).startsWith(figures(value))).toBe(true);
      expect(figures(text).slice(figures(value).length)).toMatch(/^0*$/);
      expect(parseAmount(value, places)).toEqual({ value });
    }),
    { runs: 400 },
  );

  always(
    'of any size comes back from each way of writing it',
    fc.property(fc.bigInt(0n, 10n ** 15n - 1n), fc.nat(9_999), (whole, fraction) => {
      const [integer, decimals] = [String(whole), String(fraction).padStart(4, '0')];
      const grouped = (sign: string) => integer.replace(/\B(?=(\d{3})+$)/g, sign);
      const value = `${integer}.${decimals}`;
      for (const text of [
        value,
        `${grouped(',')}.${decimals}`,
        `${grouped("'")}.${decimals}`,
        `${integer},${decimals}`,
      ])
        expect(parseAmount(text, 4)).toEqual({ value });
      for (const sign of ['.', ' ', '\u00a0', '\u202f'])
        expect(parseAmount(`${grouped(sign)},${decimals}`, 4)).toEqual({ value });
    }),
  );

  always(
    'as a number of JSON is the decimal that was sent, never a float near it',
    fc.property(mostly(fc.double({ min: 0, max: 1e9 }), fc.double()), (input) => {
      const { value, problem } = parseAmount(input, 15);
      if (value === undefined) return expect(problem).toMatch(/\.$/);
      expect(new Decimal(value).eq(JSON.stringify(input))).toBe(true);
    }),
  );
});

const pad = (value: number, length = 2) => String(value).padStart(length, '0');
const parts = fc.record({
  year: fc.integer({ min: 1900, max: 2200 }),
  month: fc.nat(13),
  day: fc.nat(32),
  hour: fc.nat(25),
  minute: fc.nat(61),
  second: fc.nat(59),
  zone: fc.oneof(fc.constant(0), fc.integer({ min: -23 * 60, max: 23 * 60 })),
});
const FORMS = [
  'DD/MM/YYYY',
  'M/D/YYYY H:mm',
  'YYYY.MM.DD HH:mm:ss',
  'YYYY年M月D日',
  'unix',
  'unix-ms',
  'YYYYMMDDHHmmss',
];

describe('a date', () => {
  always(
    'that is not in the calendar is refused, and any other means what it says',
    fc.property(parts, ({ year, month, day, hour, minute, second, zone }) => {
      const sign = zone < 0 ? '-' : '+';
      const offset = zone === 0 ? 'Z' : `${sign}${pad((Math.abs(zone) / 60) | 0)}:${pad(Math.abs(zone) % 60)}`;
      const clock = `${pad(hour)}:${pad(minute)}:${pad(second)}`;
      const instant = Date.UTC(year, month - 1, day, hour, minute, second);
      const same = new Date(instant).toISOString() === `${year}-${pad(month)}-${pad(day)}T${clock}.000Z`;
      const { value, problem } = parseInstant(`${year}-${pad(month)}-${pad(day)}T${clock}${offset}`);
      const expected = instant - zone * 60_000;
      if (!same) return expect(problem).toMatch(/no such day or time/);
      // By the zone it may lie in the year before.
      if (expected < Date.UTC(1900, 0)) return expect(problem).toMatch(/before 1900/);
      expect(value).toBe(expected);
      const day_ = parseInstant(`${year}/${month}/${day} ${clock}`).value;
      expect(day_).toBe(instant);
    }),
    { runs: 200 },
  );

  always(
    'that is read is one that can be written down, whatever was sent in whatever form',
    fc.property(
      mostly(fc.stringMatching(/^[\d T:./-]{4,24}(Z|[+-]\d\d:?\d\d)?$/), wildText()),
      fc.option(fc.constantFrom(...FORMS), { nil: undefined }),
      (text, form) => {
        const { value, problem } = parseInstant(text, form === undefined ? undefined : dateFormat(form));
        if (value === undefined) return expect(problem).toMatch(/\.$/);
        expect(new Date(value).toISOString()).toMatch(/^\d{4}-/);
        expect(parseInstant(new Date(value).toISOString()).value).toBe(value);
      },
    ),
    { runs: 400 },
  );

  always(
    'of any form is declared rightly, or the form is refused in words',
    fc.property(
      mostly(
        fc
          .array(fc.constantFrom('YYYY', 'MM', 'M', 'DD', 'D', 'HH', 'mm', 'ss', '/', '-', 'T', ' ', '年', '(', '$'), {
            maxLength: 9,
          })
          .map((all) => all.join('')),
        wildText(),
      ),
      wildText(),
      (form, text) => {
        const format = orRefusal(() => dateFormat(form));
        if (!(format instanceof Error)) expect(format.parse(text)).toEqual(expect.any(Number));
      },
    ),
  );

  always(
    'declared by a form comes back from it',
    fc.property(fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }), (date) => {
      const seconds = Math.floor(date.getTime() / 1_000) * 1_000;
      const [day, clock] = new Date(seconds).toISOString().slice(0, 19).split('T') as [string, string];
      const [year, month, date_] = day.split('-') as [string, string, string];
      const { value } = parseInstant(`${date_}.${month}.${year}, ${clock}`, dateFormat('DD.MM.YYYY, HH:mm:ss'));
      expect(value).toBe(seconds);
      if (seconds >= 0) expect(parseInstant(String(seconds / 1_000), dateFormat('unix')).value).toBe(seconds);
    }),
  );
});

const CLEANERS: readonly (readonly [string, (text: string) => Cleaned<string | boolean>])[] = [
  ['channel', (text) => ({ value: canonicalChannel(text) })],
  ['country', cleanCountry],
  ['currency', cleanCurrency],
  ['flag', cleanFlag],
  ['customer type', cleanCustomerType],
  ['direction', cleanDirection],
  ['activity', cleanActivity],
];
const words = fc.constantFrom(
  'google',
  'Google Ads',
  'CN',
  'china',
  '中国',
  'usd',
  'RMB',
  'yes',
  'b2b',
  'in',
  'page view',
);

describe.each(CLEANERS)('a %s', (_, clean) => {
  always(
    'is clean once it was cleaned, or is refused in words',
    fc.property(mostly(words, wildText()), (text) => {
      const { value, problem } = clean(text);
      if (problem !== undefined) expect(problem).toMatch(/\.$/);
      if (value !== undefined) expect(clean(String(value))).toEqual({ value });
    }),
    { runs: 200 },
  );
});

describe('a channel', () => {
  always(
    'is one, however its letters are written',
    fc.property(fc.stringMatching(/^[a-z0-9张é -]{1,12}$/), (text) => {
      const small = canonicalChannel(text);
      for (const same of [text.toUpperCase(), ` ${text}  `, text.replace(/ /g, '  '), text.normalize('NFD')])
        expect(canonicalChannel(same)).toBe(small);
    }),
  );
});

describe('values', () => {
  always(
    'are never looked at for longer than their length allows',
    fc.asyncProperty(fc.constantFrom(' ', '1', ',', '1,', '.', '\u0301', 'é', '"', '-', 'T'), (sign) => {
      const long = sign.repeat(20_000);
      return expectSwift(() => {
        for (const [, clean] of CLEANERS) clean(long);
        parseAmount(long, 2);
        nearName(long, ['channel', 'customer']);
      });
    }),
    { runs: 10 },
  );

  always(
    'with a near name are told the nearest one, and only what is known',
    fc.property(wildText(), fc.array(wildText(12), { maxLength: 5 }), (name, known) => {
      const near = nearName(name, known);
      if (near !== undefined) expect(known).toContain(near);
      if (known.includes(name)) expect(near).toBeDefined();
    }),
  );
});
