import type { Scene } from './fault.ts';
import type { Service } from './product.ts';
import { nameOf, replicasOf, type Replica } from './replicas.ts';

/**
 * Does some work while no process of the services runs: they are halted, so that nobody starts them again. Afterwards one
 * half of them is woken, as after a pause of its machine, and the other half is killed and started anew.
 */
export const whileDown = async <T>(scene: Scene, services: readonly Service[], work: () => Promise<T>): Promise<T> => {
  const { cluster, say } = scene;
  const down = services.flatMap((service) => replicasOf(cluster, service));
  for (const replica of down) replica.kill('SIGSTOP');
  say(`Down: ${down.map(nameOf).join(', ')}.`);
  try {
    return await work();
  } finally {
    down.forEach(wakeOrKill);
    say('They are woken, or killed and started again.');
  }
};

const wakeOrKill = (replica: Replica, at: number): void => replica.kill(at % 2 === 0 ? 'SIGCONT' : 'SIGKILL');
