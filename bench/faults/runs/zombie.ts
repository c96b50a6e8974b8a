import { setTimeout } from 'node:timers/promises';
import type { Fault, Scene } from '../fault.ts';
import { untilSharedBy } from '../members.ts';
import { SERVICES, type Service } from '../product.ts';
import { nameOf, replicasOf } from '../replicas.ts';

/** Longer than a session at Kafka (10 s) and a lease of the relay (8 s). */
const HALTED = [13_000, 17_000] as const;

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
  await untilShared(scene, services, []);
  await setTimeout(random.between(0, 2_000));
  const halted = services.map((service) => random.oneOf(replicasOf(cluster, service)));
  for (const replica of halted) replica.kill('SIGSTOP');
  say(`Halted: ${halted.map(nameOf).join(', ')}.`);
  const pause = setTimeout(random.between(...HALTED));
  try {
    const taken = await untilShared(
      scene,
      services,
      halted.map(({ pid }) => pid),
    );
    say(`The others have taken over. ${taken.join('; ')}.`);
    await pause;
    return taken.map((words) => `While the other one was halted, ${words}`);
  } finally {
    for (const replica of halted) replica.kill('SIGCONT');
    say(`Woken: ${halted.map(nameOf).join(', ')}.`);
    const back = await untilShared(scene, services, []);
    say(`All are at work again. ${back.join('; ')}.`);
  }
};

const untilShared = (scene: Scene, services: readonly Service[], without: readonly number[]): Promise<string[]> =>
  Promise.all(
    services.map((service) => {
      const processes = replicasOf(scene.cluster, service).filter(({ pid }) => !without.includes(pid));
      return untilSharedBy(scene, service, processes);
    }),
  );
