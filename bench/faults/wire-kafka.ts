import { setTimeout } from 'node:timers/promises';
import { connectKafka } from '@clientele/messaging/kafka';

export type KafkaClient = ReturnType<typeof connectKafka>;
export type Admin = ReturnType<KafkaClient['admin']>;

/** The Kafka of a cluster as its operators and partners have it. */
export interface WireKafka {
  readonly client: KafkaClient;
  /** Of topics and groups. */
  readonly prefix: string;
}

const PREFIX = 'clientele';

export const wireKafka = (brokers: readonly string[]): WireKafka => ({
  prefix: PREFIX,
  client: connectKafka(
    { brokers, clientId: 'faults', compression: 'none', topicPrefix: PREFIX, createTopics: false, retentionHours: 1 },
    { info: () => undefined, warn: () => undefined },
  ),
});

/** kafkajs may wait for ever for a connection that has gone. */
const LONGEST = 60_000;

/** @throws where the broker does not answer */
export const withAdmin = async <T>({ client }: WireKafka, work: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = client.admin();
  const late = new AbortController();
  const working = connected(admin, work);
  working.catch(() => undefined);
  try {
    return await Promise.race([working, setTimeout(LONGEST, undefined, { signal: late.signal }).then(noAnswer)]);
  } finally {
    late.abort();
  }
};

const connected = async <T>(admin: Admin, work: (admin: Admin) => Promise<T>): Promise<T> => {
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
};

const noAnswer = (): never => {
  throw new Error(`Kafka did not answer within ${LONGEST / 1_000} s`);
};
