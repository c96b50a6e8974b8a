import { setTimeout } from 'node:timers/promises';
import { proof, type Fault } from '../fault.ts';

export const postgresKilled: Fault = {
  name: 'postgres-killed',
  summary: 'PostgreSQL, with the databases of all services, is killed (kill -9) and started again, several times',
  replicas: 1,
  strike: async ({ cluster, random, isQuick, say }) => {
    const proofs: string[] = [];
    for (let times = isQuick ? 1 : 3; times > 0; times--) {
      await setTimeout(random.between(500, 4_000));
      const before = cluster.postgres.pid;
      await cluster.postgres.kill();
      say(`PostgreSQL (process ${before}) is killed.`);
      await setTimeout(random.between(200, 5_000));
      await cluster.postgres.restart();
      say(`PostgreSQL is there again, as process ${cluster.postgres.pid}.`);
      proofs.push(
        proof(cluster.postgres.pid !== before, `PostgreSQL: process ${before}, then ${cluster.postgres.pid}`),
      );
    }
    return proofs;
  },
};
