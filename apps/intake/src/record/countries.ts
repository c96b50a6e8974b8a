import { createRequire } from 'node:module';
import type { Cleaned } from './reason.js';

interface Names {
  readonly countries: Readonly<Record<string, string | readonly string[]>>;
}
// Without its entry file, which would load eighty languages.
const require = createRequire(import.meta.url);
const alpha3 = require('i18n-iso-countries/codes.json') as readonly (readonly [string, string, string, string])[];
const languages = ['en', 'zh'].map((language) => require(`i18n-iso-countries/langs/${language}.json`) as Names);

const ALSO: Readonly<Record<string, string>> = {
  America: 'US',
  England: 'GB',
  Scotland: 'GB',
  Wales: 'GB',
  'Northern Ireland': 'GB',
  'Mainland China': 'CN',
  'PR China': 'CN',
  'Hong Kong SAR': 'HK',
  Macao: 'MO',
  Macau: 'MO',
  Vietnam: 'VN',
  Laos: 'LA',
  Syria: 'SY',
  Moldova: 'MD',
  Bolivia: 'BO',
  Venezuela: 'VE',
  Brunei: 'BN',
  Holland: 'NL',
  'Cape Verde': 'CV',
  Swaziland: 'SZ',
  中国大陆: 'CN',
  中华人民共和国: 'CN',
  台湾: 'TW',
  中国台湾: 'TW',
  香港: 'HK',
  中国香港: 'HK',
  澳门: 'MO',
  中国澳门: 'MO',
  韩国: 'KR',
  朝鲜: 'KP',
  阿联酋: 'AE',
};

/** What forms, shops and IP locators write for "not known": it says nothing, so it is left out. */
const NOT_KNOWN = new Set(
  [
    'unknown',
    'not known',
    'n/a',
    'none',
    'other',
    '-',
    '未知',
    '其他',
    'Asia/Pacific Region',
    'Europe',
    'Anonymous Proxy',
    'Satellite Provider',
  ].map(folded),
);

const codeOf = index();

/** To ISO 3166-1 alpha-2, from alpha-2, alpha-3, or the English or Chinese name. */
export const cleanCountry = (text: string): Cleaned<string> => {
  const name = folded(text);
  const value = codeOf.get(name);
  if (value) return { value };
  if (NOT_KNOWN.has(name)) return {};
  return {
    problem:
      'This is no country known here. Write its two-letter code of ISO 3166-1, like CN, or its English or Chinese name.',
  };
};

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}.,'’()]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

function index(): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  const shared = new Set<string>();
  const add = (name: string, code: string) => {
    const key = folded(name);
    if ((codes.get(key) ?? code) !== code) shared.add(key);
    codes.set(key, code);
  };
  for (const { countries } of languages)
    for (const [code, names] of Object.entries(countries)) for (const name of [names].flat()) add(name, code);
  for (const name of shared) codes.delete(name);
  for (const [two, three] of alpha3) for (const code of [two, three]) codes.set(folded(code), two);
  for (const [name, code] of Object.entries(ALSO)) codes.set(folded(name), code);
  return codes;
}
