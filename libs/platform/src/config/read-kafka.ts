import type { KafkaSasl, KafkaSettings } from '@clientele/messaging';
import type { EnvironmentReader } from './environment-reader.js';
import { readTls } from './read-tls.js';

const PREFIX = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Kafka is used where KAFKA_BROKERS names it. */
export const readKafka = (read: EnvironmentReader): KafkaSettings | undefined => {
  const brokers = read.list('KAFKA_BROKERS', 'brokers as host:port', isBroker);
  if (brokers.length === 0) return undefined;
  const topicPrefix = read.text('KAFKA_TOPIC_PREFIX') ?? 'clientele';
  if (!PREFIX.test(topicPrefix))
    read.refuse('KAFKA_TOPIC_PREFIX may have letters, digits, dots, dashes, underscores; at most 100.');
  return {
    brokers,
    topicPrefix,
    clientId: read.text('KAFKA_CLIENT_ID') ?? 'clientele',
    tls: readTls(read),
    sasl: readSasl(read),
    compression: read.oneOf('KAFKA_COMPRESSION', ['none', 'gzip', 'zstd']) ?? 'zstd',
    createTopics: read.flag('KAFKA_CREATE_TOPICS') ?? true,
    ...readReplicas(read),
    retentionHours: read.integer('KAFKA_RETENTION_HOURS', 1, 876_000) ?? 168,
  };
};

const isBroker = (broker: string): boolean => {
  const port = Number(/^[^\s:/@]+:(\d{1,5})$/.exec(broker)?.[1]);
  return port > 0 && port < 65_536;
};

const readReplicas = (read: EnvironmentReader): Pick<KafkaSettings, 'replicationFactor' | 'minInsyncReplicas'> => {
  const replicationFactor = read.integer('KAFKA_REPLICATION_FACTOR', 1, 9);
  const minInsyncReplicas = read.integer('KAFKA_MIN_INSYNC_REPLICAS', 1, 9);
  if ((minInsyncReplicas ?? 1) > (replicationFactor ?? 9)) {
    read.refuse('KAFKA_MIN_INSYNC_REPLICAS must not be more than KAFKA_REPLICATION_FACTOR: nothing could be written.');
  }
  return { replicationFactor, minInsyncReplicas };
};

const readSasl = (read: EnvironmentReader): KafkaSasl | undefined => {
  const username = read.text('KAFKA_SASL_USERNAME');
  const password = read.text('KAFKA_SASL_PASSWORD');
  const mechanism = read.oneOf('KAFKA_SASL_MECHANISM', ['scram-sha-512', 'scram-sha-256', 'plain']);
  if (username === undefined && password === undefined && mechanism === undefined) return undefined;
  if (username === undefined || password === undefined) {
    return read.refuse('KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD belong together: set both.');
  }
  return { mechanism: mechanism ?? 'scram-sha-512', username, password };
};
