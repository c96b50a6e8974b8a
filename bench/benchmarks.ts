import { pipeline } from './http/pipeline.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { appendBatch } from './kernel/append-batch.ts';
import { appendSingle } from './kernel/append-single.ts';
import { project } from './kernel/project.ts';
import { rebuild } from './kernel/rebuild.ts';

/** In the order in which all of them run. */
export const BENCHMARKS: readonly Benchmark[] = [appendBatch, appendSingle, project, rebuild, pipeline];
