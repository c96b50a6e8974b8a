import type { KafkaSasl, KafkaSettings } from '@clientele/messaging';
import type { EnvironmentReader } from './environment-reader.js';

const BROKER = /^[^\s:/]+:\d{1,5}$/;
const PREFIX = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Kafka is used where KAFKA_BROKERS names it. */
export const readKafka = (read: EnvironmentReader): KafkaSettings | undefined => {
  const brokers = read.list('KAFKA_BROKERS');
  if (!brokers || brokers.length === 0) return undefined;
  for (const broker of brokers) {
    if (!BROKER.test(broker)) read.refuse(`KAFKA_BROKERS must list brokers as host:port; "${broker}" is none.`);
  }
  const topicPrefix = read.text('KAFKA_TOPIC_PREFIX') ?? 'clientele';
  if (!PREFIX.test(topicPrefix)) read.refuse('KAFKA_TOPIC_PREFIX may have letters, digits, dots, dashes; at most 100.');
  return {
    brokers,
    topicPrefix,
    clientId: read.text('KAFKA_CLIENT_ID') ?? 'clientele',
    tls: readTls(read),
    sasl: readSasl(read),
    compression: read.oneOf('KAFKA_COMPRESSION', ['none', 'gzip', 'zstd']) ?? 'zstd',
    createTopics: read.flag('KAFKA_CREATE_TOPICS') ?? true,
    replicationFactor: read.integer('KAFKA_REPLICATION_FACTOR', 1, 9),
    minInsyncReplicas: read.integer('KAFKA_MIN_INSYNC_REPLICAS', 1, 9),
    retentionHours: read.integer('KAFKA_RETENTION_HOURS', 1, 876_000) ?? 168,
  };
};

const readTls = (read: EnvironmentReader): KafkaSettings['tls'] => {
  const [ca, cert, key] = [read.file('KAFKA_SSL_CA'), read.file('KAFKA_SSL_CERT'), read.file('KAFKA_SSL_KEY')];
  if ((cert === undefined) !== (key === undefined)) {
    read.refuse('KAFKA_SSL_CERT and KAFKA_SSL_KEY belong together: set both or none.');
  }
  const isOn = read.flag('KAFKA_SSL') ?? (ca !== undefined || cert !== undefined);
  return isOn ? { ca, cert, key } : undefined;
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
