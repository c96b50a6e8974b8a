import type { Fault, Scene } from '../fault.ts';
import { untilSharedBy } from '../members.ts';
import { SERVICES, type Service } from '../product.ts';
import { nameOf, replicasOf } from '../replicas.ts';

/** Seconds that the others have for taking over. */
const LONGEST = 15;

export const takeover: Fault = {
  name: 'takeover',
  summary: `Two processes of each service share the shards; one is killed for good, and the other has them within ${LONGEST} s`,
  replicas: 2,
  strike: async (scene) => {
    const proofs: string[] = [];
    // In quick runs one of each at once.
    const turns = scene.isQuick ? [SERVICES] : SERVICES.map((service) => [service]);
    for (const services of turns) proofs.push(...(await killOneOf(scene, services)));
    return proofs;
  },
};

const killOneOf = async (scene: Scene, services: readonly Service[]): Promise<string[]> => {
  const { cluster, say } = scene;
  const untilShared = (service: Service): Promise<string> =>
    untilSharedBy(scene, service, replicasOf(cluster, service));
  const shared = await Promise.all(services.map(untilShared));
  say(`${shared.join('; ')}.`);
  // The first of each service stays: its address is what the other services were told at their start.
  const killed = services.map((service) => replicasOf(cluster, service)[1]!);
  for (const replica of killed) replica.kill('SIGKILL');
  const begun = performance.now();
  await Promise.all(killed.map((replica) => cluster.removeReplica(replica)));
  say(`Killed for good: ${killed.map(nameOf).join(', ')}.`);
  const taken = await Promise.all(
    services.map(async (service) => {
      const words = await untilShared(service);
      const seconds = (performance.now() - begun) / 1_000;
      say(`${words}, after ${seconds.toFixed(1)} s.`);
      if (seconds > LONGEST)
        throw new Error(`${service}: the other process took ${seconds.toFixed(1)} s to take over.`);
      return `After ${seconds.toFixed(1)} s, ${words}`;
    }),
  );
  // In quick runs nothing comes after it.
  if (!scene.isQuick) await Promise.all(services.map((service) => cluster.addReplica(service)));
  return [...shared, ...taken];
};
