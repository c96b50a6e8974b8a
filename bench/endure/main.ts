import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from '../harness/results.ts';
import { endure } from './endure.ts';
import { Installation } from './installation.ts';
import { inWords, type Report } from './report.ts';
import { skippedWith } from './strokes.ts';

const RESULTS = join(import.meta.dirname, '..', 'results');

interface Asked {
  readonly minutes: number;
  readonly seed: number;
  readonly replicas: number;
  readonly rate: number;
}

/** @throws Error in words */
const asked = (): Asked => {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({ options: { minutes: option, seed: option, replicas: option, rate: option } });
  return {
    minutes: numberOf(values.minutes, '--minutes', 1, 10_000) ?? 2,
    seed: numberOf(values.seed, '--seed', 0, 999_999_999) ?? Math.floor(Math.random() * 1_000_000),
    replicas: numberOf(values.replicas, '--replicas', 1, 9) ?? 1,
    rate: numberOf(values.rate, '--rate', 1, 100_000) ?? 80,
  };
};

const numberOf = (text: string | undefined, option: string, least: number, most: number): number | undefined => {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d{1,9}$/.test(text) && number >= least && number <= most) return number;
  throw new Error(`${option} ${text}: a whole number from ${least} to ${most}.`);
};

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop.abort());

/** Rejects when the run is no longer wanted. */
const unwanted = new Promise<never>((_, reject) => {
  stop.signal.addEventListener('abort', () => reject(new Error('Stopped.')));
});
unwanted.catch(() => undefined);

const run = async ({ minutes, seed, replicas, rate }: Asked): Promise<Report> => {
  const begun = performance.now();
  const say = (step: string): void =>
    console.log(`${((performance.now() - begun) / 1_000).toFixed(1).padStart(8)} s  ${step}`);
  const name = join(RESULTS, `endure-${seed}`);
  const log = createWriteStream(`${name}.log`);
  const tell = (line: string): void => void log.write(`${new Date().toISOString()} ${line}\n`);
  console.log(
    `${minutes} minutes, seed ${seed}, ${replicas} of each service, ${rate} a second at most. Log: ${name}.log`,
  );
  const installation = await Installation.open({ seed, replicas, rate, tell, unwanted: stop.signal });
  try {
    say('A cluster is up.');
    for (const [kind, why] of Object.entries(skippedWith(installation))) say(`SKIPPED, ${kind}: ${why}.`);
    const options = { seed, minutes, replicas, rate, isRebuilt: true, say };
    const report = await Promise.race([endure(installation, options), unwanted]);
    await writeFile(`${name}.json`, `${JSON.stringify({ ...report, machine: machine() }, undefined, 2)}\n`);
    return report;
  } finally {
    await installation.close();
    log.end();
  }
};

const main = async (): Promise<number> => {
  await mkdir(RESULTS, { recursive: true });
  const wanted = asked();
  try {
    const report = await run(wanted);
    console.log(`\n${inWords(report)}\n\n${join(RESULTS, `endure-${wanted.seed}.json`)}`);
    return report.passed ? 0 : 1;
  } catch (error) {
    if (stop.signal.aborted) return 130;
    console.log(`FAILED (seed ${wanted.seed}): ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
};

try {
  // Also where a run that is no longer wanted still waits for something.
  process.exit(await main());
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\nnpm run endure -- --help says more.`);
  process.exitCode = 2;
}
