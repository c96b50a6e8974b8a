import type { Random } from '../faults/random.ts';
import type { World } from '../faults/world.ts';
import type { Clocks } from './clock/clocks.ts';
import type { Disk } from './disk/disk.ts';
import type { Throttle } from './disk/throttle.ts';
import type { GatewayProcess } from './gateway-process.ts';

/** What a stroke is dealt in. */
export interface Scene extends Pick<World, 'cluster' | 'ledger' | 'product'> {
  readonly gateway: GatewayProcess;
  readonly clocks: Clocks;
  readonly random: Random;
}

/** One thing that happens to an installation, while it is at work. */
export interface Stroke {
  /** Of what is counted together, e.g. `PostgreSQL killed`. */
  readonly kind: string;
  /**
   * Does it, and resolves when what was taken away is given back; whether the product has got over it is seen by others.
   * Answers what was done, in words. @throws Error where it could not be done
   */
  strike(scene: Scene): Promise<string>;
}

/** What not every machine allows; in its place the reason. */
export interface Means {
  readonly disk: Disk | string;
  readonly throttle: Throttle | string;
}
