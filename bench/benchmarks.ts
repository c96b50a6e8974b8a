import { freshness } from './http/freshness.ts';
import { growth } from './http/growth.ts';
import { importFile } from './http/import.ts';
import { ingestHttp } from './http/ingest-http.ts';
import { pipeline } from './http/pipeline.ts';
import { start } from './http/start.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { appendBatch } from './kernel/append-batch.ts';
import { appendSingle } from './kernel/append-single.ts';
import { project } from './kernel/project.ts';
import { rebuild } from './kernel/rebuild.ts';
import { search } from './search/search.ts';

/** In the order in which all of them run. */
export const BENCHMARKS: readonly Benchmark[] = [
  appendBatch,
  appendSingle,
  project,
  rebuild,
  ingestHttp,
  pipeline,
  freshness,
  search,
  growth,
  importFile,
  start,
];
