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
  /** The first of each kind, the worst kinds before the others. */
  readonly findings: readonly Finding[];
  readonly date: string;
  readonly seconds: number;
}

const MOST_OF_A_KIND = 20;
const KINDS = ['lost', 'doubled', 'out of order', 'wrong', 'never sent'] as const;

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly manualSteps: number;
}

type Counts = Pick<Verdict, 'passed' | 'lost' | 'doubled' | 'outOfOrder' | 'neverSent' | 'wrong' | 'findings'>;

export const countsOf = ({ findings, manualSteps }: Outcome): Counts => {
  const of = (kind: Finding['kind']): Finding[] => findings.filter((finding) => finding.kind === kind);
  return {
    passed: findings.length === 0 && manualSteps === 0,
    lost: of('lost').length,
    doubled: of('doubled').length,
    outOfOrder: of('out of order').length,
    neverSent: of('never sent').length,
    wrong: of('wrong').length,
    findings: KINDS.flatMap((kind) => of(kind).slice(0, MOST_OF_A_KIND)),
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
