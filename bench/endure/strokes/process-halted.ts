import { setTimeout } from 'node:timers/promises';
import { nameOf } from '../../faults/replicas.ts';
import type { Stroke } from '../stroke.ts';

/** Longer than a session at Kafka (10 s) and a lease of the relay (8 s), and shorter than either. */
const LONG = [13_000, 17_000] as const;
const SHORT = [1_000, 6_000] as const;

/** It then takes itself for one that is at work, which others may have taken over meanwhile. */
export const processHalted: Stroke = {
  kind: 'process halted',
  strike: async ({ cluster, random }) => {
    const replica = random.oneOf(cluster.replicas);
    const [least, most] = random.chance(0.6) ? LONG : SHORT;
    const pause = random.between(least, most);
    replica.kill('SIGSTOP');
    try {
      await setTimeout(pause);
    } finally {
      replica.kill('SIGCONT');
    }
    return `${nameOf(replica)} is halted for ${pause / 1_000} s, and woken`;
  },
};
