import type { Random } from './random.ts';
import type { World } from './world.ts';

/** What a fault is played in. */
export interface Scene extends Pick<World, 'cluster' | 'kafka' | 'ledger' | 'product'> {
  readonly random: Random;
  /** Only one stroke of each kind. */
  readonly isQuick: boolean;
  /** Tells a step, with its time. */
  readonly say: (step: string) => void;
}

/** Something that may happen to an installation. */
export interface Fault {
  readonly name: string;
  /** For people, in a line. */
  readonly summary: string;
  /** Processes of each service that it needs. */
  readonly replicas: number;
  /**
   * Does it while the load runs, and resolves when all is up again. Answers what shows that it really happened.
   * @throws NotSeen
   */
  strike(scene: Scene): Promise<readonly string[]>;
}

/** What must show was not seen, so that the run proves nothing. */
export class NotSeen extends Error {
  constructor(what: string) {
    super(`It was not to be seen that ${what}.`);
    this.name = 'NotSeen';
  }
}

/** The proof in words. @throws NotSeen where it is none */
export const proof = (holds: boolean, words: string): string => {
  if (!holds) throw new NotSeen(words);
  return words;
};
