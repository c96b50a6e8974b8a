import { setTimeout } from 'node:timers/promises';
import { SERVICES } from '../../faults/product.ts';
import { replicasOf } from '../../faults/replicas.ts';
import type { Stroke } from '../stroke.ts';

const MINUTE = 60_000;
/** What was done before the clock was right may be answered as late as this. */
const LATE_ANSWER = 60_000;

/** Of all processes of a service; every other time they are also started anew while it is behind. */
export const clockSetBack: Stroke = {
  kind: 'clock set back',
  strike: async ({ cluster, clocks, ledger, random }) => {
    const service = random.oneOf(SERVICES);
    const minutes = random.between(1, 30);
    const isRestarted = random.chance(0.5);
    ledger.clocksRightFrom = Infinity;
    await clocks.setBack(service, minutes * MINUTE);
    try {
      await setTimeout(random.between(1_000, 3_000));
      if (isRestarted) for (const replica of replicasOf(cluster, service)) replica.kill('SIGKILL');
      await setTimeout(random.between(6_000, 12_000));
    } finally {
      await clocks.setRight(service);
      ledger.clocksRightFrom = performance.now() + LATE_ANSWER;
    }
    const also = isRestarted ? ', its processes killed and started with it,' : '';
    return `the clock of ${service} is set back by ${minutes} minutes${also} and then right again`;
  },
};
