import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cdnowAcceptance,
  describeWithKafka,
  leadsAcceptance,
  testTopicPrefix,
  type RunningProduct,
} from '@clientele/testing';
import { startCluster } from '../index.js';

describeWithKafka('The figures of the real data', (kafka) => {
  const start = async (): Promise<RunningProduct> => {
    const home = await mkdtemp(join(tmpdir(), 'clientele-figures-'));
    // PostgreSQL, which does not run as root, must be able to enter it.
    await chmod(home, 0o755);
    const env = { KAFKA_BROKERS: kafka().join(','), KAFKA_TOPIC_PREFIX: testTopicPrefix(), DATABASE_URL: '' };
    const cluster = await startCluster({ home, port: 0, env: { ...env, NODE_OPTIONS: '' } });
    return {
      url: cluster.url,
      pids: () => cluster.replicas.map(({ pid }) => pid ?? 0),
      stop: async () => {
        await cluster.close();
        await rm(home, { recursive: true, force: true });
      },
    };
  };
  cdnowAcceptance('as separate processes over Kafka', start);
  leadsAcceptance('as separate processes over Kafka', start);
});
