import { describe, expect, it } from '@jest/globals';
import type { Finding } from './check/finding.ts';
import { countsOf } from './verdict.ts';

const many = (kind: Finding['kind'], count: number): Finding[] =>
  Array.from({ length: count }, (_, n) => ({ kind, view: 'view', detail: String(n) }));

describe('countsOf', () => {
  it('counts all findings, and shows some of each kind, whatever else there is', () => {
    const findings = [...many('never sent', 500), ...many('wrong', 1), ...many('lost', 4)];
    const counts = countsOf({ findings, manualSteps: 0 });
    expect(counts).toMatchObject({ passed: false, lost: 4, doubled: 0, outOfOrder: 0, neverSent: 500, wrong: 1 });
    expect(counts.findings).toEqual([...many('lost', 4), ...many('wrong', 1), ...many('never sent', 20)]);
  });

  it('passes where nothing is found and nobody has anything to do by hand', () => {
    expect(countsOf({ findings: [], manualSteps: 0 }).passed).toBe(true);
    expect(countsOf({ findings: [], manualSteps: 1 }).passed).toBe(false);
  });
});
