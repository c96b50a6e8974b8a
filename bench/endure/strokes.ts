import type { Random } from '../faults/random.ts';
import type { Struck } from './report.ts';
import type { Means, Stroke } from './stroke.ts';
import { clockSetBack } from './strokes/clock-set-back.ts';
import { diskFull } from './strokes/disk-full.ts';
import { diskSlow } from './strokes/disk-slow.ts';
import { processHalted } from './strokes/process-halted.ts';
import { PROCESSES_KILLED } from './strokes/process-killed.ts';
import { SERVERS_KILLED } from './strokes/server-killed.ts';

const EVERYWHERE: readonly Stroke[] = [...PROCESSES_KILLED, ...SERVERS_KILLED, processHalted, clockSetBack];

/** Those that can be dealt on this machine. */
export const strokesWith = ({ disk, throttle }: Means): readonly Stroke[] => [
  ...EVERYWHERE,
  ...(typeof disk === 'string' ? [] : [diskFull(disk)]),
  ...(typeof disk === 'string' || typeof throttle === 'string' ? [] : [diskSlow(disk, throttle)]),
];

/** The others, and why not. */
export const skippedWith = ({ disk, throttle }: Means): Readonly<Record<string, string>> => ({
  ...(typeof disk === 'string' && { 'disk full': disk, 'disk slow': disk }),
  ...(typeof disk !== 'string' && typeof throttle === 'string' && { 'disk slow': throttle }),
});

/** Those that were dealt. */
export class Strokes {
  readonly all: Struck[] = [];

  note(struck: Struck): void {
    this.all.push(struck);
  }

  /** By kind. */
  get survived(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { kind, secondsToRecover } of this.all)
      if (secondsToRecover !== undefined) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }

  get slowest(): Struck | undefined {
    return this.all.reduce<Struck | undefined>(
      (slowest, each) => ((each.secondsToRecover ?? 0) > (slowest?.secondsToRecover ?? 0) ? each : slowest),
      undefined,
    );
  }
}

/** All of them in an order of its own, and again in another one, without end. */
export function* inRandomOrder(strokes: readonly Stroke[], random: Random): Generator<Stroke, never> {
  for (;;) {
    const rest = [...strokes];
    while (rest.length > 0) yield rest.splice(random.between(0, rest.length - 1), 1)[0]!;
  }
}
