import { describe, expect, it } from '@jest/globals';
import { compareFigures, compareLists, compareOrder } from './finding.ts';

const kinds = (findings: readonly { readonly kind: string; readonly detail: string }[]): string[] =>
  findings.map(({ kind, detail }) => `${kind}: ${detail}`);

describe('What is held against what was acknowledged', () => {
  it('lists: each once, and nothing else', () => {
    expect(compareLists('view', ['a', 'b'], ['b', 'a'])).toEqual([]);
    expect(kinds(compareLists('view', ['a', 'b', 'c'], ['b', 'b', 'd', 'a']))).toEqual([
      'lost: c',
      'doubled: b',
      'never sent: d',
    ]);
  });

  it('order: what is there, as it was done', () => {
    expect(compareOrder('view', ['1', '2', '3'], ['1', '2', '3'])).toEqual([]);
    expect(kinds(compareOrder('view', ['1', '2', '3'], ['1', '3', '2']))).toEqual([
      'out of order: 1, 3, 2 where it must be 1, 2, 3',
    ]);
    expect(kinds(compareOrder('view', ['1', '2'], ['2']))).toEqual(['lost: 1']);
  });

  it('figures: the same, however they are put together', () => {
    expect(compareFigures('view', { a: 1, b: [2] }, { b: [2], a: 1 })).toEqual([]);
    expect(kinds(compareFigures('view', { a: 1 }, { a: 2 }))).toEqual(['wrong: {"a":2} where it must be {"a":1}']);
  });
});
