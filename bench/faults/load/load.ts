import { setTimeout } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Caller } from './caller.ts';
import type { Ledger } from './ledger.ts';

/** What every lane of the load has. */
export interface Load {
  /** Its own. */
  readonly random: Random;
  readonly caller: Caller;
  readonly ledger: Ledger;
  readonly pace: Pace;
}

/** A pause of so many milliseconds at most, at full pace. */
export type Pace = (longest: number) => Promise<void>;

/** A share of the full pace: with 0.5 pauses last twice as long. */
export const paceOf =
  (share: number, random: Random): Pace =>
  (longest) =>
    setTimeout(random.between(10, longest) / share);
