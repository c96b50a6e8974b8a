import { setTimeout } from 'node:timers/promises';
import type { Fault, Scene } from '../fault.ts';
import { CONSUMERS, untilSharedBy } from '../members.ts';
import type { Service } from '../product.ts';
import { nameOf, replicasOf } from '../replicas.ts';

export const rebalance: Fault = {
  name: 'rebalance',
  summary: 'Processes of services are added and removed, so that shards and partitions change hands',
  replicas: 2,
  strike: async (scene) => {
    const proofs: string[] = [];
    const services = scene.isQuick ? (['customers'] as const) : [...CONSUMERS, ...CONSUMERS];
    for (const service of services) proofs.push(...(await addAndRemove(scene, service)));
    return proofs;
  },
};

/** One more, and then one less: it may be one of those that were there before. */
const addAndRemove = async (scene: Scene, service: Service): Promise<string[]> => {
  const { cluster, random, say } = scene;
  const before = replicasOf(cluster, service);
  const added = await cluster.addReplica(service);
  say(`Added: ${nameOf(added)}.`);
  const more = await untilSharedBy(scene, service, [...before, added]);
  say(`${more}.`);
  await setTimeout(random.between(200, 2_000));
  // The first of each service stays: its address is what the other services were told at their start.
  const leaving = random.oneOf([...before.slice(1), added]);
  const begun = performance.now();
  await cluster.removeReplica(leaving);
  const { code, signal } = await leaving.ended;
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  say(`Removed: ${nameOf(leaving)}, which took ${seconds} s to end (${signal ?? `code ${code}`}).`);
  const less = await untilSharedBy(scene, service, replicasOf(cluster, service));
  say(`${less}.`);
  return [more, less];
};
