import type { KafkaMessage } from 'kafkajs';

/** A record as it stands in a topic. */
export interface InboxMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: InboxHeaders;
}

/** A header may stand several times. */
export type InboxHeaders = ReadonlyMap<string, readonly Buffer[]>;

/** A record to send. */
export interface OutboxMessage {
  readonly topic: string;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers: Readonly<Record<string, string | Buffer | (string | Buffer)[]>>;
}

export const toInboxMessage = (topic: string, partition: number, message: KafkaMessage): InboxMessage => {
  const { offset, key, value, headers = {} } = message;
  return { topic, partition, offset, key, value, headers: new Map(Object.entries(headers).map(toBuffers)) };
};

const toBuffers = ([name, value]: [string, unknown]): [string, Buffer[]] => [
  name,
  (Array.isArray(value) ? value : [value]) as Buffer[],
];
