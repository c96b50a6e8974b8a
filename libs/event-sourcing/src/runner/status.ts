/** How a runner is doing; holds no personal data. */
export interface RunnerStatus {
  readonly name: string;
  readonly kind: 'view' | 'reaction';
  /** Of the serving generation; views only. */
  readonly version?: number;
  readonly state: RunnerState;
  /** What it backs off from, in words. */
  readonly problem?: string;
  /** Events not looked at yet, over all sources. */
  readonly lag: number;
  readonly sources: readonly SourceStatus[];
  readonly parkedStreams: number;
  readonly lastBatch?: LastBatch;
  /** While a generation is built beside the serving one. */
  readonly rebuilding?: { readonly version: number; readonly lag: number; readonly problem?: string };
}

/** What should be moving. */
export interface Working {
  /** The name of its checkpoints. */
  readonly subscription: string;
  /** What it backs off from, in words. */
  readonly problem?: string | undefined;
}

export type RunnerState = 'running' | 'backing-off' | 'stopped';

export interface SourceStatus {
  readonly source: string;
  readonly lag: number;
  /** Index = shard. */
  readonly checkpoints: readonly number[];
}

export interface LastBatch {
  readonly records: number;
  readonly milliseconds: number;
  readonly at: Date;
}

/** A stream that is held back because one of its records failed. */
export interface ParkedStream {
  readonly subscription: string;
  readonly source: string;
  readonly stream: string;
  /** What failed last, in words. */
  readonly error: string;
  /** How often its first record was tried: once when parked, and once for each replay. */
  readonly attempts: number;
  readonly since: Date;
  readonly triedAt: Date;
  /** Records held back. */
  readonly records: number;
}

export interface Replayed {
  /** Streams that go on again. */
  readonly replayed: number;
  readonly records: number;
  /** Streams that failed again, and stay parked with the new error. */
  readonly failed: number;
}
