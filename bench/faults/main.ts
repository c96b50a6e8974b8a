import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FAULTS } from './faults.ts';
import type { Fault } from './fault.ts';
import { runFault } from './run-fault.ts';
import { inWords, type Verdict } from './verdict.ts';
import { World } from './world.ts';

const RESULTS = join(import.meta.dirname, '..', 'results');

interface Asked {
  readonly faults: readonly Fault[];
  readonly seed: number;
  readonly seconds: number;
  readonly isQuick: boolean;
}

/** @throws Error in words */
const asked = (): Asked => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: 'string' }, seconds: { type: 'string' }, quick: { type: 'boolean', default: false } },
  });
  const names = FAULTS.map(({ name }) => name);
  const [name = '', ...more] = positionals;
  if (more.length > 0 || (name !== 'all' && !names.includes(name)))
    throw new Error(`Name one fault, or all of them: ${[...names, 'all'].join(', ')}.`);
  return {
    faults: FAULTS.filter((fault) => name === 'all' || fault.name === name),
    seed: numberOf(values.seed, '--seed') ?? Math.floor(Math.random() * 1_000_000),
    seconds: numberOf(values.seconds, '--seconds') ?? (values.quick ? 10 : 60),
    isQuick: values.quick,
  };
};

const numberOf = (text: string | undefined, option: string): number | undefined => {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`${option} ${text}: a whole number.`);
};

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop.abort());

/** Rejects when the run is no longer wanted. */
const unwanted = new Promise<never>((_, reject) => {
  stop.signal.addEventListener('abort', () => reject(new Error('Stopped.')));
});
unwanted.catch(() => undefined);

/** On a cluster of its own. What that says goes to a log. */
const run = async (fault: Fault, { seed, seconds, isQuick }: Asked): Promise<Verdict> => {
  const begun = performance.now();
  const say = (step: string): void =>
    console.log(`${((performance.now() - begun) / 1_000).toFixed(1).padStart(7)} s  ${step}`);
  console.log(`\n${fault.name}, seed ${seed}: ${fault.summary}.`);
  const name = join(RESULTS, `${fault.name}-${seed}`);
  const log = createWriteStream(`${name}.log`);
  const tell = (line: string): void => void log.write(`${new Date().toISOString()} ${line}\n`);
  const pace = isQuick ? 0.5 : 1;
  const world = await World.open({ seed, replicas: fault.replicas, pace, tell, unwanted: stop.signal });
  try {
    say(`A cluster is up, with ${fault.replicas} of each service.`);
    const running = runFault(fault, world, { seed, seconds, isQuick, say });
    const verdict = await Promise.race([running, unwanted, world.cluster.failed]);
    const machine = { cpus: cpus().length, memory: `${Math.round(totalmem() / 2 ** 30)} GiB`, node: process.version };
    await writeFile(`${name}.json`, `${JSON.stringify({ ...verdict, isQuick, machine }, undefined, 2)}\n`);
    for (const words of verdict.proofs) say(`Seen: ${words}`);
    return verdict;
  } finally {
    await world.close();
    log.end();
  }
};

const main = async (): Promise<number> => {
  const wanted = asked();
  await mkdir(RESULTS, { recursive: true });
  let failures = 0;
  for (const fault of wanted.faults) {
    try {
      const verdict = await run(fault, wanted);
      console.log(inWords(verdict));
      if (!verdict.passed) failures++;
    } catch (error) {
      if (stop.signal.aborted) return 130;
      failures++;
      console.log(
        `FAILED ${fault.name} (seed ${wanted.seed}): ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return failures > 0 ? 1 : 0;
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\nnpm run bench:faults -- --help says more.`);
  process.exitCode = 2;
}
