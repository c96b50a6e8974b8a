import { setTimeout } from 'node:timers/promises';
import type { Fault, Scene } from '../fault.ts';
import { untilSharedBy } from '../members.ts';
import { SERVICES, type Service } from '../product.ts';
import { nameOf, replicasOf, type Replica } from '../replicas.ts';
import { untilAllSeen } from '../settled.ts';

/** Longer than a session at Kafka (10 s) and a lease of the relay (8 s). */
const HALTED = [13_000, 17_000] as const;

const LONGEST_WAIT = 20_000;

export const zombie: Fault = {
  name: 'zombie',
  summary: 'A process of a service is halted (SIGSTOP) for longer than its session and its leases, and woken',
  replicas: 2,
  strike: async (scene) => {
    const proofs: string[] = [];
    // In quick runs one of each at once.
    const turns = scene.isQuick ? [SERVICES] : [...SERVICES.map((service) => [service]), SERVICES];
    for (const services of turns) proofs.push(...(await haltOneOf(scene, services)));
    return proofs;
  },
};

/** Not woken before the others have taken over. */
const haltOneOf = async (scene: Scene, services: readonly Service[]): Promise<string[]> => {
  const { cluster, random, say } = scene;
  await setTimeout(random.between(0, 2_000));
  const halted = services.map((service) => random.oneOf(replicasOf(cluster, service)));
  const others = cluster.replicas.filter((replica) => !halted.includes(replica));
  for (const replica of halted) replica.kill('SIGSTOP');
  say(`Halted: ${halted.map(nameOf).join(', ')}.`);
  const pause = setTimeout(random.between(...HALTED));
  try {
    const taken = await untilShared(scene, services, others);
    say(`The others have taken over. ${taken.join('; ')}.`);
    const [views] = await Promise.all([whatBecameOfViews(others), pause]);
    say(views);
    return [...taken.map((words) => `While the other one was halted, ${words}`), views];
  } finally {
    for (const replica of halted) replica.kill('SIGCONT');
    say(`Woken: ${halted.map(nameOf).join(', ')}.`);
    const back = await untilShared(scene, services, cluster.replicas);
    say(`All are at work again. ${back.join('; ')}.`);
  }
};

/** One that is halted within a transaction keeps its locks until PostgreSQL ends its session. */
const whatBecameOfViews = async (others: readonly Replica[]): Promise<string> => {
  const begun = performance.now();
  const went = await untilAllSeen({ replicas: others }, LONGEST_WAIT).then(
    () => true,
    () => false,
  );
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  return went ? `Every view went on without it, after ${seconds} s` : `Some views stood still for ${seconds} s`;
};

const untilShared = (scene: Scene, services: readonly Service[], among: readonly Replica[]): Promise<string[]> =>
  Promise.all(
    services.map((service) =>
      untilSharedBy(
        scene,
        service,
        among.filter((replica) => replica.service === service),
      ),
    ),
  );
