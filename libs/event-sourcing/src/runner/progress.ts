import type { Position } from '../event.js';
import type { Checkpoints } from './checkpoints.js';
import { Signal } from './signal.js';

/** How far a subscription is, as its own process knows; wakes those who wait for it to move. */
export class Progress {
  readonly moved = new Signal();
  readonly #checkpoints = new Map<string, number[]>();

  get checkpoints(): Checkpoints {
    return this.#checkpoints;
  }

  /** As read from the database; what was committed since is not forgotten. */
  learn(checkpoints: Checkpoints): void {
    for (const [source, sequences] of checkpoints) {
      this.move(
        source,
        sequences.map((to, shard) => ({ shard, to })),
      );
    }
  }

  /** Committed just now. */
  move(source: string, moves: readonly { readonly shard: number; readonly to: number }[]): void {
    const sequences = this.#checkpoints.get(source) ?? [];
    for (const { shard, to } of moves) sequences[shard] = Math.max(to, sequences[shard] ?? 0);
    this.#checkpoints.set(source, sequences);
    this.moved.notify();
  }
}

export const hasReached = (checkpoints: Checkpoints, source: string, positions: readonly Position[]): boolean =>
  positions.every(({ shard, sequence }) => (checkpoints.get(source)?.[shard] ?? 0) >= sequence);
