import { setTimeout } from 'node:timers/promises';
import { checkAll, checkViews } from './check/check-all.ts';
import type { Fault } from './fault.ts';
import { untilAllShared } from './members.ts';
import { Random } from './random.ts';
import { parkedStreamsIn, statusesOf, untilAllSeen, untilSettled } from './settled.ts';
import { acknowledgedIn, countsOf, type Verdict } from './verdict.ts';
import type { World } from './world.ts';

export interface RunOptions {
  readonly seed: number;
  /** Of load, at least; it goes on for as long as the fault does. */
  readonly seconds: number;
  /** One stroke of each kind, and no view is built anew. */
  readonly isQuick: boolean;
  /** Tells a step, with its time. */
  readonly say: (step: string) => void;
}

/** Load before the fault, and after it when all has been seen. */
const BEFORE = 3_000;
const AFTER = 1_000;

/** Plays a fault under load, waits until all is quiet, and holds every view against what was acknowledged. */
export const runFault = async (fault: Fault, world: World, options: RunOptions): Promise<Verdict> => {
  const { seed, seconds, say } = options;
  const begun = performance.now();
  world.traffic.start();
  const { proofs, secondsToRecover } = await strike(fault, world, options).catch(async (error: unknown) => {
    // What the load met may be the cause.
    await world.traffic.stop();
    throw error;
  });
  await setTimeout(Math.max(AFTER, seconds * 1_000 - (performance.now() - begun)));
  await world.traffic.stop();
  say(`The load is over: ${world.ledger.acknowledged} acknowledged. Waiting until every view has all of it.`);
  await untilSettled(world.cluster);
  say('Every view has caught up. Comparing.');
  const findings = options.isQuick ? await checkViews(world) : await checkAll(world);
  const manualSteps = parkedStreamsIn(await statusesOf(world.cluster));
  return {
    fault: fault.name,
    seed,
    ...countsOf({ findings, manualSteps }),
    acknowledged: acknowledgedIn(world),
    repeats: world.traffic.caller.repeats,
    manualSteps,
    secondsToRecover,
    proofs,
    date: new Date().toISOString(),
    seconds: Math.round((performance.now() - begun) / 1_000),
  };
};

const strike = async (
  fault: Fault,
  world: World,
  { seed, isQuick, say }: RunOptions,
): Promise<Pick<Verdict, 'proofs' | 'secondsToRecover'>> => {
  const { cluster, kafka, ledger, product } = world;
  await Promise.all([setTimeout(BEFORE), untilAllShared(world)]);
  say(`Load is on, ${ledger.acknowledged} acknowledged. Now: ${fault.summary}.`);
  const scene = { cluster, kafka, ledger, product, random: new Random(seed).fork(1_000), isQuick, say };
  const proofs = await fault.strike(scene);
  const end = performance.now();
  say(`The fault is over, ${ledger.acknowledged} acknowledged.`);
  await untilAllSeen(cluster);
  const secondsToRecover = (performance.now() - end) / 1_000;
  say(`All that had come by then is in every view, after ${secondsToRecover.toFixed(1)} s.`);
  return { proofs, secondsToRecover };
};
