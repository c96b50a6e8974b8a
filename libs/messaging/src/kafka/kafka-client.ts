import type { RunnerLogger } from '@clientele/event-sourcing';
import kafkajs, { type Kafka, type KafkaConfig, type LogEntry, type SASLOptions } from 'kafkajs';
import './codecs.js';
import type { KafkaSettings } from './kafka-settings.js';
import './linear-headers.js';
import './quiet-request-queue.js';

const { logLevel } = kafkajs;

/** A client of the cluster. Connects to nothing yet: producers, consumers and admins do. */
export const connectKafka = (settings: KafkaSettings, logger: RunnerLogger): Kafka =>
  new kafkajs.Kafka(configOf(settings, logger));

const configOf = ({ brokers, clientId, tls, sasl }: KafkaSettings, logger: RunnerLogger): KafkaConfig => ({
  brokers: [...brokers],
  clientId,
  ssl: tls && { ca: tls.ca, cert: tls.cert, key: tls.key },
  ...(sasl && { sasl: { ...sasl } as SASLOptions }),
  connectionTimeout: 5_000,
  requestTimeout: 8_000,
  // What fails longer is tried again by ourselves, with the trouble told meanwhile.
  retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 4 },
  logLevel: logLevel.WARN,
  logCreator: () => (entry) => tell(entry, logger),
});

/** What these say is tried again, or told by who asked: else one wrong password would be many lines. */
const DETAILS = /^(Connection|BrokerPool|SaslAuthenticator-.*)$/;

/** Without the rest of the entry: it may quote a record. Now and then kafkajs gives an error for a message. */
const tell = ({ namespace, log }: LogEntry, logger: RunnerLogger): void => {
  const { message, error, groupId, broker } = log as LogEntry['log'] & Record<string, unknown>;
  logger[DETAILS.test(namespace) ? 'info' : 'warn'](
    { kafka: namespace, ...(error ? { error } : {}), groupId, broker },
    String(message),
  );
};
