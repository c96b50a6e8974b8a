import { isDeepStrictEqual } from 'node:util';

/** Something that is not as it must be. */
export interface Finding {
  readonly kind: 'lost' | 'doubled' | 'out of order' | 'never sent' | 'wrong';
  /** Or table. */
  readonly view: string;
  readonly detail: string;
}

/** What is missing, what is there more than once, and what nobody sent. */
export const compareLists = (view: string, expected: Iterable<string>, actual: readonly string[]): Finding[] => {
  const wanted = new Set(expected);
  const counts = new Map<string, number>();
  for (const item of actual) counts.set(item, (counts.get(item) ?? 0) + 1);
  const found = (kind: Finding['kind'], items: Iterable<string>): Finding[] =>
    [...items].map((detail) => ({ kind, view, detail }));
  return [
    ...found(
      'lost',
      [...wanted].filter((item) => !counts.has(item)),
    ),
    ...found(
      'doubled',
      [...counts].filter(([, count]) => count > 1).map(([item]) => item),
    ),
    ...found(
      'never sent',
      [...counts.keys()].filter((item) => !wanted.has(item)),
    ),
  ];
};

/** Figures that records come to. */
export const compareFigures = (view: string, expected: unknown, actual: unknown): Finding[] =>
  isDeepStrictEqual(actual, expected)
    ? []
    : [{ kind: 'wrong', view, detail: `${JSON.stringify(actual)} where it must be ${JSON.stringify(expected)}` }];

/** What was done one after the other, as it stands there. */
export const compareOrder = (view: string, expected: readonly string[], actual: readonly string[]): Finding[] => {
  const findings = compareLists(view, expected, actual);
  if (findings.length > 0 || isDeepStrictEqual(actual, expected)) return findings;
  return [{ kind: 'out of order', view, detail: `${actual.join(', ')} where it must be ${expected.join(', ')}` }];
};
