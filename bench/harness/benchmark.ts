import type { Bench } from './bench.ts';

/** Measures one thing, in rows of the table. */
export interface Benchmark {
  /** As on the command line. */
  readonly name: string;
  /** One line, of what is measured against what. */
  readonly summary: string;
  run(bench: Bench): Promise<void>;
}

/** One of those that are compared. */
export interface Contender {
  /** As in the table. */
  readonly name: string;
  /** Does all of the work once, and answers the figure in the unit of the comparison. */
  readonly run: () => Promise<number>;
}

/** Ours and what it is held against, in turn, so that what else the machine does is shared by both. */
export interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly ours: Contender;
  readonly against: Contender;
  readonly mark?: Mark;
}

/** What must be reached: for the ratio of the medians where it is compared with something, else for the median. */
export interface Mark {
  readonly of: 'ratio' | 'median';
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** A line of the table, and of the results. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  /** One of each run. */
  readonly values: readonly number[];
  readonly against?: { readonly name: string; readonly values: readonly number[] };
  readonly mark?: Mark;
  /** What else is worth knowing, e.g. peaks of memory. */
  readonly note?: string;
}
