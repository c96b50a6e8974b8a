import type { Benchmark } from './harness/benchmark.ts';

/** In the order in which all of them run. */
export const BENCHMARKS: readonly Benchmark[] = [];
