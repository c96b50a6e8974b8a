import type { Cluster } from '@clientele/cluster';
import type { Service } from './product.ts';
import { until } from './settled.ts';

export type Replica = Cluster['replicas'][number];

export const replicasOf = ({ replicas }: Cluster, service: Service): Replica[] =>
  replicas.filter((each) => each.service === service);

export const isUp = async ({ url }: Replica): Promise<boolean> => {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
};

/** Resolves when every process of every service is ready. */
export const untilAllUp = (cluster: Cluster): Promise<void> =>
  until(async () => {
    const up = await Promise.all(cluster.replicas.map(isUp));
    return up.every(Boolean) || `${up.filter((each) => !each).length} processes are not ready`;
  });

/** For people, e.g. `intake (process 4711)`. */
export const nameOf = ({ service, pid }: Replica): string => `${service} (process ${pid})`;
