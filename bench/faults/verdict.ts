import type { Finding } from './check/finding.ts';
import type { World } from './world.ts';

/** What came of a run. */
export interface Verdict {
  readonly fault: string;
  readonly seed: number;
  readonly passed: boolean;
  readonly acknowledged: { readonly records: number; readonly rejected: number; readonly commands: number };
  /** Requests that were made again, since there was no answer that stood. */
  readonly repeats: number;
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  readonly neverSent: number;
  /** Figures that do not come to what was acknowledged. */
  readonly wrong: number;
  /** Streams that somebody would have to replay. */
  readonly manualSteps: number;
  /** From the end of the fault until all that had come by then was in every view. */
  readonly secondsToRecover: number;
  /** What shows that it really happened. */
  readonly proofs: readonly string[];
  /** The first of them. */
  readonly findings: readonly Finding[];
  readonly date: string;
  readonly seconds: number;
}

const MOST_FINDINGS = 20;

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly manualSteps: number;
}

type Counts = Pick<Verdict, 'passed' | 'lost' | 'doubled' | 'outOfOrder' | 'neverSent' | 'wrong' | 'findings'>;

export const countsOf = ({ findings, manualSteps }: Outcome): Counts => {
  const count = (kind: Finding['kind']): number => findings.filter((finding) => finding.kind === kind).length;
  return {
    passed: findings.length === 0 && manualSteps === 0,
    lost: count('lost'),
    doubled: count('doubled'),
    outOfOrder: count('out of order'),
    neverSent: count('never sent'),
    wrong: count('wrong'),
    findings: findings.slice(0, MOST_FINDINGS),
  };
};

export const acknowledgedIn = ({ ledger }: Pick<World, 'ledger'>): Verdict['acknowledged'] => ({
  records: ledger.facts.size,
  rejected: ledger.rejected.length,
  commands: ledger.commands,
});

/** The verdict in a line, and what was found beneath it. */
export const inWords = (verdict: Verdict): string => {
  const { fault, seed, passed, acknowledged, findings, manualSteps, secondsToRecover } = verdict;
  const { records, rejected, commands } = acknowledged;
  const figures = [
    `${records + rejected + commands} acknowledged (${records} records, ${rejected} rejected, ${commands} commands)`,
    `${verdict.lost} lost`,
    `${verdict.doubled} doubled`,
    `${verdict.outOfOrder} out of order`,
    `${verdict.neverSent} never sent`,
    `${verdict.wrong} wrong figures`,
    `manual steps: ${manualSteps || 'none'}`,
    `in every view ${secondsToRecover.toFixed(1)} s after the fault`,
  ];
  const details = findings.map(({ kind, view, detail }) => `\n  ${kind}: ${view}: ${detail}`);
  return `${passed ? 'PASSED' : 'FAILED'} ${fault} (seed ${seed}): ${figures.join(', ')}.${details.join('')}`;
};
