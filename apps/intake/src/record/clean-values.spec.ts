import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalChannel } from './channels.js';
import { cleanActivity, cleanFlag } from './choices.js';
import { cleanCountry } from './countries.js';
import { cleanCurrency } from './currencies.js';
import { dateFormat } from './date-format.js';
import { nearName } from './near-name.js';
import { parseAmount } from './parse-amount.js';
import { parseInstant } from './parse-instant.js';

describe('parseAmount', () => {
  it.each([
    ['11.77', '11.77'],
    ['12.00', '12.00'],
    ['0', '0'],
    ['007.5', '7.5'],
    ['.5', '0.5'],
    ['1,234.50', '1234.50'],
    ['1,234,567', '1234567'],
    ['1.234,50', '1234.50'],
    ['1.234.567', '1234567'],
    ['1 234,50', '1234.50'],
    ["1'234.50", '1234.50'],
    ['12,5', '12.5'],
    ['１２.５０', '12.50'],
    ['999999999999999.99', '999999999999999.99'],
    ['1.500000', '1.5'],
    [12.5, '12.5'],
    [0.1, '0.1'],
  ])('%j is %s', (input, value) => {
    expect(parseAmount(input, 4)).toEqual({ value });
  });

  it.each([
    ['1,234', /part thousands or decimals/],
    ['-5', /negative/],
    [-5, /negative/],
    ['(5)', /negative/],
    ['twelve', /no decimal number/],
    ['12.5O', /no decimal number/],
    ['$12', /currency sign/],
    ['1e5', /no decimal number/],
    ['.', /no decimal number/],
    ['', /no decimal number/],
    ['1,23,456', /no decimal number/],
    ['1.2.3', /no decimal number/],
    ['1.23456', /more than 4 decimals/],
    ['1234567890123456', /more than 15 digits/],
    [1e21, /as text/],
    [Number.POSITIVE_INFINITY, /as text/],
    [0.1 + 0.2, /as text/],
  ])('refuses %j', (input, words) => {
    expect(parseAmount(input, 4).problem).toMatch(words);
  });

  it('loses nothing of what it takes', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 15n - 1n), fc.integer({ min: 0, max: 9999 }), (whole, fraction) => {
        const plain = `${whole}.${String(fraction).padStart(4, '0')}`;
        const grouped = plain.replace(/\B(?=(\d{3})+\.)/g, ',');
        expect(parseAmount(plain, 4)).toEqual({ value: plain });
        expect(parseAmount(grouped, 4)).toEqual({ value: plain });
      }),
    );
  });
});

describe('parseInstant', () => {
  const iso = (text: string, form?: string) => {
    const { value, problem } = parseInstant(text, form === undefined ? undefined : dateFormat(form));
    return value === undefined ? problem : new Date(value).toISOString();
  };

  it.each([
    ['1997-01-12', '1997-01-12T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31t09:30:00.123456z', '2026-01-31T09:30:00.123Z'],
    ['2026-01-31T09:30:00+08:00', '2026-01-31T01:30:00.000Z'],
    ['2026-01-01T00:15:00+0530', '2025-12-31T18:45:00.000Z'],
    ['2026-01-31 09:30:00', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31 9:30', '2026-01-31T09:30:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2026/1/5', '2026-01-05T00:00:00.000Z'],
    ['2026.01.05', '2026-01-05T00:00:00.000Z'],
    ['20260105', '2026-01-05T00:00:00.000Z'],
    ['2026年1月5日', '2026-01-05T00:00:00.000Z'],
    ['5 Jan 2026', '2026-01-05T00:00:00.000Z'],
    ['05-JAN-2026 10:00', '2026-01-05T10:00:00.000Z'],
    ['January 5th, 2026', '2026-01-05T00:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  it.each([
    ['2026-02-30', /no such day/],
    ['2025-02-29', /no such day/],
    ['2026-13-01', /no such day/],
    ['2026-00-10', /no such day/],
    ['2026-01-31T24:30:00Z', /no such day or time/],
    ['2026-01-31T09:61:00Z', /no such day or time/],
    ['31 Feb 2026', /no such day/],
    ['01/02/2026', /either way round/],
    ['yesterday', /no date/],
    ['5 Foo 2026', /no date/],
    ['12345', /no date/],
    ['', /no date/],
    ['1899-12-30', /before 1900/],
    ['0024-03-01', /before 1900/],
    ['0000-01-01', /before 1900/],
  ])('refuses %j', (text, words) => {
    expect(iso(text)).toMatch(words);
  });

  it.each([
    ['31/01/2026', 'DD/MM/YYYY', '2026-01-31T00:00:00.000Z'],
    ['1/31/2026 9:05', 'M/D/YYYY H:mm', '2026-01-31T09:05:00.000Z'],
    ['2026年01月31日', 'YYYY年MM月DD日', '2026-01-31T00:00:00.000Z'],
    ['853027200', 'unix', '1997-01-12T00:00:00.000Z'],
    ['853027200000', 'unix-ms', '1997-01-12T00:00:00.000Z'],
  ])('%s as %s is %s', (text, form, expected) => {
    expect(iso(text, form)).toBe(expected);
  });

  it('holds to the declared form', () => {
    expect(iso('2026-01-31', 'DD/MM/YYYY')).toMatch(/form DD\/MM\/YYYY/);
    expect(iso('31/02/2026', 'DD/MM/YYYY')).toMatch(/form DD\/MM\/YYYY/);
    expect(() => dateFormat('DD/MM')).toThrow(/YYYY/);
    expect(() => dateFormat('YYYY-MM-DD DD')).toThrow(/once/);
    expect(() => dateFormat('YYYY-MM-DD QQ')).toThrow(/takes/);
  });

  it('reads every day of a calendar back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          expect(iso(date.toISOString())).toBe(date.toISOString());
          expect(iso(date.toISOString().slice(0, 10))).toBe(`${date.toISOString().slice(0, 10)}T00:00:00.000Z`);
        },
      ),
    );
  });
});

describe('canonicalChannel', () => {
  it.each([
    ['Google', 'Google'],
    ['google', 'Google'],
    [' GOOGLE ', 'Google'],
    ['ßeta', 'ßeta'],
    ['youtube', 'YouTube'],
    ['direct  traffic', 'Direct Traffic'],
    ['Pay per Click Ads', 'Pay per Click Ads'],
    ['welearnblog_Home', 'Welearnblog_Home'],
    ['sms', 'SMS'],
    ['微信', '微信'],
    ['ÉCOLE', 'École'],
  ])('%j is %s', (text, channel) => {
    expect(canonicalChannel(text)).toBe(channel);
  });

  it('does not depend on case, and leaves its own spelling alone', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const channel = canonicalChannel(text);
        expect(canonicalChannel(text.toLowerCase())).toBe(channel);
        expect(canonicalChannel(text.toUpperCase())).toBe(channel);
        expect(canonicalChannel(channel)).toBe(channel);
      }),
    );
  });
});

describe('cleanCountry', () => {
  it.each([
    ['cn', 'CN'],
    ['CHN', 'CN'],
    ['China', 'CN'],
    ['中国', 'CN'],
    ['United States', 'US'],
    ['U.S.A.', 'US'],
    ['UK', 'GB'],
    ['hong kong', 'HK'],
    ["Cote d'Ivoire", 'CI'],
    ['CÔTE D’IVOIRE', 'CI'],
    ['Russia', 'RU'],
    ['德国', 'DE'],
  ])('%s is %s', (text, value) => {
    expect(cleanCountry(text)).toEqual({ value });
  });

  it('leaves out what says nothing, and refuses what it does not know or cannot tell', () => {
    expect(cleanCountry('unknown')).toEqual({});
    expect(cleanCountry('Atlantis').problem).toMatch(/no country/);
    expect(cleanCountry('Congo').problem).toMatch(/no country/);
  });
});

describe('single words', () => {
  it.each(['1', 'yes', 'TRUE', '是', ' Y '])('%s is true', (word) => expect(cleanFlag(word)).toEqual({ value: true }));
  it.each(['0', 'No', 'false', '否'])('%s is false', (word) => expect(cleanFlag(word)).toEqual({ value: false }));
  it('refuses other flags', () => expect(cleanFlag('maybe').problem).toMatch(/one of true, false/));
  it('knows activities by their common names', () => {
    expect(cleanActivity('Page View')).toEqual({ value: 'page-view' });
    expect(cleanActivity('电话')).toEqual({ value: 'call' });
    expect(cleanActivity('dance').problem).toMatch(/call, mail, message/);
  });
  it('knows currencies', () => {
    expect(cleanCurrency('usd')).toEqual({ value: 'USD' });
    expect(cleanCurrency('RMB')).toEqual({ value: 'CNY' });
    expect(cleanCurrency('XXZ').problem).toMatch(/ISO 4217/);
  });
  it('hints at the name that was meant', () => {
    expect(nearName('chanel', ['channel', 'customer'])).toBe('channel');
    expect(nearName('occured_at', ['occurredAt', 'channel'])).toBe('occurredAt');
    expect(nearName('zzz', ['channel', 'customer'])).toBeUndefined();
  });
});
