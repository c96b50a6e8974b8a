import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startBroker } from '../../../../deploy/kafka/broker.mjs';
import { kafkaInDocker } from '../in-docker.js';
import { onceARun } from '../once-a-run.js';
import { kafkaIsThere, howToGetOne } from './kafka-is-there.js';

export interface TestKafka {
  /** Each `host:port`, as kafkajs takes them. */
  readonly brokers: string[];
}

const start = async (folder: string): Promise<TestKafka> => {
  if (process.env.CLIENTELE_TEST_KAFKA === 'docker') return kafkaInDocker();
  const { brokers } = await startBroker({ dataDirectory: join(folder, 'kafka'), detached: true });
  return { brokers };
};

/**
 * The Kafka for tests: `KAFKA_BROKERS`, else one in Docker, else one of deploy/kafka, which the workers of a run share. It
 * may have to be fetched first, so give what awaits this some minutes. Topics and groups are a test's own by
 * {@link testTopicPrefix}, since others use the same broker.
 */
export const testKafka = async (): Promise<TestKafka> => {
  if (!kafkaIsThere()) throw new Error(`There is no Kafka. ${howToGetOne}`);
  const named = process.env.KAFKA_BROKERS;
  return named ? { brokers: named.split(',').map((broker) => broker.trim()) } : onceARun('kafka', start);
};

/** For names that no other test has, e.g. `clientele-test-3f9a0c12b4d5`. */
export const testTopicPrefix = (): string => `clientele-test-${randomBytes(6).toString('hex')}`;
