import type { Finding } from '../faults/check/finding.ts';
import type { Verdict } from '../faults/verdict.ts';
import type { Memory } from './memory.ts';

/** A stroke, and how it went. */
export interface Struck {
  readonly kind: string;
  /** What was done, or why it could not be. */
  readonly words: string;
  /** Seconds since the beginning. */
  readonly at: number;
  /** From when what had been taken was given back until every view had all that had come by then; none: it did not. */
  readonly secondsToRecover?: number;
}

type Counts = Pick<Verdict, 'lost' | 'doubled' | 'outOfOrder' | 'neverSent' | 'wrong' | 'manualSteps'>;

/** What came of an endurance run. */
export interface Report extends Counts {
  readonly seed: number;
  readonly passed: boolean;
  readonly minutes: number;
  readonly replicas: number;
  readonly rate: number;
  readonly acknowledged: Verdict['acknowledged'];
  /** Answers that were read meanwhile. */
  readonly reads: number;
  /** Requests that were made again, since there was no answer that stood. */
  readonly repeats: number;
  /** What did not come about: recoveries, strokes that could not be dealt, records that nobody acknowledged. */
  readonly failures: readonly string[];
  readonly survived: Readonly<Record<string, number>>;
  /** Kinds of strokes that this machine does not allow, and why. */
  readonly skipped: Readonly<Record<string, string>>;
  readonly slowestRecovery?: Struck | undefined;
  /** From the end of the load until every view had all of it. */
  readonly secondsToSettle: number;
  readonly memory: Readonly<Record<string, Memory>>;
  readonly findings: readonly Finding[];
  readonly strokes: readonly Struck[];
  readonly date: string;
  readonly seconds: number;
}

const lines = (entries: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.map(([name, words]) => `    ${name.padEnd(width)}  ${words}`);
};

/** For people. */
export const inWords = (report: Report): string => {
  const { passed, seed, minutes, acknowledged, slowestRecovery: slowest } = report;
  const { records, rejected, commands } = acknowledged;
  const survived = Object.entries(report.survived);
  const count = survived.reduce((sum, [, times]) => sum + times, 0);
  return [
    `${passed ? 'PASSED' : 'FAILED'}: ${minutes} minutes, seed ${seed}`,
    '',
    `  acknowledged   ${records + rejected + commands}: ${records} records, ${rejected} rejected, ${commands} commands; ${report.reads} reads; ${report.repeats} repeats`,
    `  lost           ${report.lost}`,
    `  doubled        ${report.doubled}`,
    `  out of order   ${report.outOfOrder}`,
    `  never sent     ${report.neverSent}`,
    `  wrong figures  ${report.wrong}`,
    `  manual steps   ${report.manualSteps}`,
    `  recovery       ${slowest ? `${slowest.secondsToRecover?.toFixed(1)} s at most, after: ${slowest.words}` : 'none'}`,
    `  at the end     every view had everything after ${report.secondsToSettle.toFixed(1)} s`,
    '',
    `  ${count} faults survived`,
    ...lines(survived.map(([kind, times]) => [kind, String(times)])),
    ...Object.entries(report.skipped).map(([kind, why]) => `    SKIPPED ${kind}: ${why}`),
    '',
    '  MB held at most: at the beginning, at the end, in between',
    ...lines(
      Object.entries(report.memory).map(([name, { beginning, end, most }]) => [name, `${beginning}, ${end}, ${most}`]),
    ),
    ...report.failures.map((words) => `\n  ${words}`),
    ...report.findings.map(({ kind, view, detail }) => `\n  ${kind}: ${view}: ${detail}`),
  ].join('\n');
};
