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

/** @throws where the broker does not answer */
export const withAdmin = async <T>({ client }: WireKafka, work: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = client.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
};
