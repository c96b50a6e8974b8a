import { describe, expect, it } from '@jest/globals';
import { searchGrams, searchTerms, searchText } from './search-text.js';

const matches = (text: string, question: string): boolean => {
  const plain = searchText(text);
  const grams = new Set(searchGrams(plain));
  const { words, phone } = searchTerms(question);
  const holds = (like: string) => plain.includes(like.slice(1, -1).replace(/\\(.)/g, '$1'));
  const found = words.every(({ pattern, grams: wanted }) => holds(pattern) && wanted.every((gram) => grams.has(gram)));
  return found || (phone !== undefined && holds(phone));
};

describe('searching', () => {
  it.each([
    ['张伟', '张'],
    ['张伟', '伟'],
    ['张伟', '张伟'],
    ['欧阳娜娜', '阳娜娜'],
    ['深圳市腾讯计算机系统有限公司', '腾讯'],
    ['ＡＣＭＥ　Ｌｔｄ', 'acme ltd'],
    ['Jürgen Müller', 'MULLER jur'],
    ['Straße', 'strasse'],
    ['Łukasz Błoński', 'lukasz blo'],
    ['Ирина Петрова', 'петр'],
    ['Ирина', 'ИР'],
    ['Ξένια Παππά', 'παππα'],
    ['田中さくら', 'さくら'],
    ['ガーデン', 'ガー'],
    ['김민준', '민준'],
    ['สมชาย ใจดี', 'ชาย'],
    ["Siobhán O'Neil", "o'neil"],
    ['Li Na', 'li'],
    ['Wu', 'w'],
    ['zhang.wei@example.com', 'wei@exa'],
    ['+8613800138000', '138 0013 8000'],
    ['+12133734253', '(213) 373-4253'],
    ['+442079460018', '020 7946 0018'],
    ['cdnow:14048', '14048'],
    ['100%_sure', '%_s'],
    ['find.me@example.com', 'd.me@ex'],
    ['𠮷野家', '𠮷'],
    ['Smith Li伟', 'li伟'],
    ['2024-001', '2024-001'],
  ])('finds %s by %s', (text, question) => expect(matches(text, question)).toBe(true));

  it.each([
    ['张伟', '伟张'],
    ['Julia', 'li'],
    ['Ann Lee', 'ann lea'],
    ['100 percent', '%'],
    ['ハート', 'バ'],
    ['張偉', '张'],
  ])('does not find %s by %s', (text, question) => expect(matches(text, question)).toBe(false));

  it.each([
    ['王 & a-b', [['王'], false], [[], true], [[], false]],
    // Also of what may be a phone number: two digits have no trigram.
    ['01 234', [['^01'], false], [[], false]],
  ] as const)('tells what may be found by an index: %s', (question, ...expected) => {
    expect(searchTerms(question).words.map(({ grams, isSigns }) => [grams, isSigns])).toEqual(expected);
  });
});
