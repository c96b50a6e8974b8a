import type { Fault } from './fault.ts';
import { brokerKilled } from './runs/broker-killed.ts';
import { gap } from './runs/gap.ts';
import { offsetsDeleted } from './runs/offsets-deleted.ts';
import { postgresKilled } from './runs/postgres-killed.ts';
import { rebalance } from './runs/rebalance.ts';
import { servicesKilled } from './runs/services-killed.ts';
import { takeover } from './runs/takeover.ts';
import { zombie } from './runs/zombie.ts';

/** In the order in which `all` runs them. */
export const FAULTS: readonly Fault[] = [
  brokerKilled,
  postgresKilled,
  servicesKilled,
  zombie,
  rebalance,
  offsetsDeleted,
  gap,
  takeover,
];
