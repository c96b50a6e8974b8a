import { setTimeout } from 'node:timers/promises';
import { proof, type Fault } from '../fault.ts';

export const brokerKilled: Fault = {
  name: 'broker-killed',
  summary: 'Kafka is killed (kill -9) and started again, several times at random moments',
  replicas: 1,
  strike: async ({ cluster, random, isQuick, say }) => {
    const proofs: string[] = [];
    for (let times = isQuick ? 1 : 3; times > 0; times--) {
      await setTimeout(random.between(500, 4_000));
      const before = cluster.broker.pid;
      await cluster.broker.kill();
      say(`Kafka (process ${before}) is killed.`);
      await setTimeout(random.between(200, 5_000));
      await cluster.broker.restart();
      say(`Kafka is there again, as process ${cluster.broker.pid}.`);
      proofs.push(proof(cluster.broker.pid !== before, `Kafka: process ${before}, then ${cluster.broker.pid}`));
    }
    return proofs;
  },
};
