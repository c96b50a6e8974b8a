import { parseArgs } from 'node:util';
import { BENCHMARKS } from './benchmarks.ts';
import { Bench } from './harness/bench.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { Progress } from './harness/progress.ts';
import { machine, tableOf, write } from './harness/results.ts';

/** @throws Error in words */
const asked = (): { benchmarks: readonly Benchmark[]; isQuick: boolean } => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false } },
  });
  const names = BENCHMARKS.map(({ name }) => name);
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`There is no benchmark "${unknown}"; there are: ${names.join(', ')}.`);
  const isAsked = ({ name }: Benchmark): boolean => positionals.length === 0 || positionals.includes(name);
  return { benchmarks: BENCHMARKS.filter(isAsked), isQuick: values.quick };
};

const run = async (benchmark: Benchmark, isQuick: boolean, stop: AbortSignal): Promise<void> => {
  const progress = new Progress(benchmark.name);
  const bench = await Bench.open(isQuick, progress);
  const unwanted = new Promise<never>((_, reject) => {
    stop.addEventListener('abort', () => reject(new Error('Stopped.')), { once: true });
  });
  try {
    stop.throwIfAborted();
    await Promise.race([benchmark.run(bench), unwanted]);
  } finally {
    progress.stop();
    await bench.close();
  }
  const { name, summary } = benchmark;
  const result = {
    benchmark: name,
    summary,
    isQuick,
    date: new Date().toISOString(),
    machine: machine(),
    rows: bench.rows,
  };
  const file = await write(result);
  console.log(`\n${name}: ${summary}.\n\n${tableOf(bench.rows)}\n\n${file}`);
};

const main = async (): Promise<number> => {
  const { benchmarks, isQuick } = asked();
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop.abort());
  const { cpu, cores, memory, node } = machine();
  console.log(
    `${cpu}, ${cores} cores, ${memory}, Node ${node}${isQuick ? '; the short form, whose figures say nothing' : ''}`,
  );
  let failures = 0;
  for (const benchmark of benchmarks) {
    try {
      await run(benchmark, isQuick, stop.signal);
    } catch (error) {
      // Not by its code alone: what was left in the middle may wait for long yet, for servers that are gone.
      if (stop.signal.aborted) process.exit(130);
      failures++;
      console.error(`${benchmark.name} FAILED:`, error);
    }
  }
  return failures > 0 ? 1 : 0;
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\nnpm run bench -- --help says more.`);
  process.exitCode = 2;
}
