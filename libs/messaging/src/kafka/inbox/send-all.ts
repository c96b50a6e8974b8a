import type { Producer, TopicMessages } from 'kafkajs';
import { LARGEST_BATCH } from '../rounds.js';
import type { OutboxMessage } from './inbox-message.js';

/** Framing, roughly. */
const OVERHEAD = 100;

/** Sends messages, in parts that a broker takes. All replicas have them when this resolves. */
export const sendAll = async (
  producer: Producer,
  messages: readonly OutboxMessage[],
  compression: number,
): Promise<void> => {
  for (const part of inParts(messages))
    await producer.sendBatch({ acks: -1, compression, topicMessages: byTopic(part) });
};

export const inParts = (messages: readonly OutboxMessage[]): OutboxMessage[][] => {
  const parts: OutboxMessage[][] = [];
  let used = Infinity;
  for (const message of messages) {
    const size = sizeOf(message);
    if (used + size > LARGEST_BATCH) {
      parts.push([]);
      used = 0;
    }
    used += size;
    parts.at(-1)!.push(message);
  }
  return parts;
};

const byTopic = (messages: readonly OutboxMessage[]): TopicMessages[] =>
  [...Map.groupBy(messages, ({ topic }) => topic)].map(([topic, some]) => ({ topic, messages: some }));

const sizeOf = ({ key, value, headers }: OutboxMessage): number => {
  let size = OVERHEAD + bytesOf(key) + bytesOf(value);
  for (const [name, header] of Object.entries(headers))
    for (const each of [header].flat()) size += bytesOf(name) + bytesOf(each);
  return size;
};

const bytesOf = (value: string | Buffer | null): number => (value === null ? 0 : Buffer.byteLength(value));
