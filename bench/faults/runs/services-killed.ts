import { setTimeout } from 'node:timers/promises';
import { proof, type Fault, type Scene } from '../fault.ts';
import { isUp, nameOf, untilAllUp, type Replica } from '../replicas.ts';

export const servicesKilled: Fault = {
  name: 'services-killed',
  summary: 'A random service is killed (kill -9), 20 times at random moments; its supervisor starts it again',
  replicas: 1,
  strike: async (scene) => {
    const { cluster, random, isQuick, say } = scene;
    const times = isQuick ? 4 : 20;
    for (let killed = 0; killed < times; killed++) {
      await setTimeout(random.between(200, 2_500));
      const replica = await someUp(scene);
      const name = nameOf(replica);
      replica.kill('SIGKILL');
      const { signal } = await replica.ended;
      proof(signal === 'SIGKILL', `${name} ended by ${signal}`);
      say(`${name} is killed.`);
    }
    await untilAllUp(cluster);
    const restarts = cluster.replicas.reduce((sum, each) => sum + each.restarts, 0);
    return [proof(restarts >= times, `${times} processes killed, ${restarts} started again by their supervisor`)];
  },
};

/** Not one that is dead already. */
const someUp = async ({ cluster, random }: Scene): Promise<Replica> => {
  for (;;) {
    const replica = random.oneOf(cluster.replicas);
    if (await isUp(replica)) return replica;
    await setTimeout(100);
  }
};
