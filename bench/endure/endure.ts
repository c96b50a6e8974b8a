import { setTimeout } from 'node:timers/promises';
import type { Cluster } from '@clientele/cluster';
import { checkAll, checkViews } from '../faults/check/check-all.ts';
import { untilAllShared } from '../faults/members.ts';
import { Random } from '../faults/random.ts';
import { replicasOf, untilAllUp, type Replica } from '../faults/replicas.ts';
import { parkedStreamsIn, statusesOf, untilAllSeen, untilSettled } from '../faults/settled.ts';
import { acknowledgedIn, countsOf } from '../faults/verdict.ts';
import type { Installation } from './installation.ts';
import { MemoryWatch } from './memory.ts';
import type { Report } from './report.ts';
import type { Stroke } from './stroke.ts';
import { inRandomOrder, skippedWith, Strokes, strokesWith } from './strokes.ts';

export interface EndureOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly replicas: number;
  readonly rate: number;
  /** Whether at the end every view is built anew and compared as well. */
  readonly isRebuilt: boolean;
  /** Tells a step, with its time. */
  readonly say: (step: string) => void;
}

/** Milliseconds. */
const WARM_UP = 5_000;
const LOOK_EVERY = 10_000;
const SAY_EVERY = 30_000;
/** After which nothing is worth while any more. */
const MOST_FAILURES = 20;
/** Between the recovery from one stroke and the next one. */
const QUIET = [2_000, 10_000] as const;
/** How long a product of a whole run may take to catch up at the end, and to build views anew. */
const PATIENCE = 1_800_000;

/** Deals one stroke after the other under load, and at the end holds every view against what was acknowledged. */
export const endure = async (installation: Installation, options: EndureOptions): Promise<Report> => {
  const { seed, minutes, replicas, rate, isRebuilt, say } = options;
  const { world } = installation;
  const begun = performance.now();
  const run = new Run(installation, options);
  await run.play();
  const { ledger, cluster, traffic } = world;
  say(`The load is over: ${ledger.acknowledged} acknowledged. Waiting until every view has all of it.`);
  const over = performance.now();
  await untilSettled(cluster, PATIENCE);
  const secondsToSettle = (performance.now() - over) / 1_000;
  say('Every view has caught up. Comparing.');
  const findings = isRebuilt ? await checkAll(world, PATIENCE) : await checkViews(world);
  const manualSteps = parkedStreamsIn(await statusesOf(cluster));
  const counts = countsOf({ findings, manualSteps });
  const { failures, strokes, memory } = run;
  return {
    ...counts,
    ...{ passed: counts.passed && failures.length === 0, seed, minutes, replicas, rate, manualSteps },
    acknowledged: acknowledgedIn(world),
    reads: ledger.reads,
    repeats: traffic.caller.repeats,
    failures,
    survived: strokes.survived,
    skipped: skippedWith(installation),
    slowestRecovery: strokes.slowest,
    secondsToSettle,
    memory: memory.held,
    strokes: strokes.all,
    date: new Date().toISOString(),
    seconds: Math.round((performance.now() - begun) / 1_000),
  };
};

/** The time under load. */
class Run {
  readonly failures: string[] = [];
  readonly strokes = new Strokes();
  readonly memory = new MemoryWatch();
  readonly #installation: Installation;
  readonly #options: EndureOptions;
  readonly #begun = performance.now();
  readonly #over = new AbortController();

  constructor(installation: Installation, options: EndureOptions) {
    this.#installation = installation;
    this.#options = options;
  }

  async play(): Promise<void> {
    const { traffic, cluster } = this.#installation.world;
    traffic.hear = (error) => (this.failures.length < MOST_FAILURES ? this.#fail(error) : this.#giveUp(error));
    traffic.start();
    cluster.broker.failed.catch((error: unknown) => this.#giveUp(error));
    const watching = [this.#every(LOOK_EVERY, () => this.#look()), this.#every(SAY_EVERY, () => this.#tell())];
    await this.#strikeOnAndOn();
    await setTimeout(this.#left, undefined, { signal: this.#over.signal }).catch(() => undefined);
    this.#over.abort();
    await Promise.all(watching);
    // What it met is noted already.
    await traffic.stop().catch(() => undefined);
  }

  get #left(): number {
    return Math.max(0, this.#begun + this.#options.minutes * 60_000 - performance.now());
  }

  #fail(error: unknown): void {
    const words = error instanceof Error ? error.message : String(error);
    this.failures.push(words);
    this.#options.say(`WRONG: ${words}`);
  }

  /** Nothing that came after it would say anything. */
  #giveUp(error: unknown): void {
    this.#fail(error);
    this.#over.abort();
  }

  async #strikeOnAndOn(): Promise<void> {
    const random = new Random(this.#options.seed).fork(1_000);
    await Promise.all([setTimeout(WARM_UP), untilAllShared(this.#installation.world)]);
    const next = inRandomOrder(strokesWith(this.#installation), random);
    while (this.#left > QUIET[1] && !this.#over.signal.aborted) {
      await this.#strike(next.next().value, random);
      await setTimeout(Math.min(this.#left, random.between(...QUIET)));
    }
  }

  async #strike(stroke: Stroke, random: Random): Promise<void> {
    const { say } = this.#options;
    const { world, gateway, clocks } = this.#installation;
    const { cluster, ledger, product } = world;
    const at = Math.round((performance.now() - this.#begun) / 1_000);
    try {
      say(`Fault ${this.strokes.all.length + 1}: ${stroke.kind} ...`);
      const words = await stroke.strike({ cluster, ledger, product, gateway, clocks, random });
      const given = performance.now();
      await Promise.all([untilAllUp(cluster), gateway.untilReady()]);
      await untilAllSeen(cluster);
      const secondsToRecover = (performance.now() - given) / 1_000;
      this.strokes.note({ kind: stroke.kind, words, at, secondsToRecover });
      say(`  ${words}. Every view went on after ${secondsToRecover.toFixed(1)} s.`);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      this.strokes.note({ kind: stroke.kind, words, at });
      this.#fail(new Error(`${stroke.kind}, ${at} s after the beginning: ${words}`));
    }
  }

  async #every(pause: number, work: () => void | Promise<void>): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await work();
      await setTimeout(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  #look(): Promise<void> {
    const { world, gateway } = this.#installation;
    const { cluster } = world;
    const services = cluster.replicas.map((each) => [`${each.service} ${numberOf(each, cluster)}`, each.pid] as const);
    const processes = {
      ...Object.fromEntries(services),
      gateway: gateway.pid,
      Kafka: cluster.broker.pid,
      PostgreSQL: cluster.postgres.pid,
      'the run itself': process.pid,
    };
    return this.memory.look(processes, 1 - this.#left / (this.#options.minutes * 60_000));
  }

  #tell(): void {
    const { ledger } = this.#installation.world;
    const [minutes, seconds] = [Math.floor(this.#left / 60_000), Math.floor((this.#left % 60_000) / 1_000)];
    const left = `${minutes}:${String(seconds).padStart(2, '0')} left`;
    const faults = this.strokes.all.length;
    this.#options.say(`${left}, ${ledger.acknowledged} acknowledged, ${ledger.reads} reads, ${faults} faults so far`);
  }
}

/** Among those of its service. */
const numberOf = (replica: Replica, cluster: Cluster): number =>
  replicasOf(cluster, replica.service).indexOf(replica) + 1;
