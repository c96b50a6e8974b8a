import { setTimeout } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Caller } from './caller.ts';
import type { Ledger } from './ledger.ts';
import type { Limit } from './limit.ts';

/** What every lane of the load has. */
export interface Load {
  /** Its own. */
  readonly random: Random;
  readonly caller: Caller;
  readonly ledger: Ledger;
  readonly pace: Pace;
}

/** A pause of so many milliseconds at most, at full pace; it ends early when it is told to stop. */
export type Pace = (longest: number, stop?: AbortSignal) => Promise<void>;

/** A share of the full pace: with 0.5 pauses last twice as long; and longer where a limit says so. */
export const paceOf =
  (share: number, random: Random, limit?: Limit): Pace =>
  async (longest, signal) => {
    await setTimeout(random.between(10, longest) / share, undefined, { signal }).catch(() => undefined);
    await limit?.wait();
  };
