import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithLocalBroker } from '@clientele/testing';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { startBroker } from '../../../../deploy/kafka/broker.mjs';
import './quiet-request-queue.js';

const TOPIC = 'kept';

const clientOf = (brokers: string[]): Kafka => new Kafka({ brokers, logLevel: logLevel.NOTHING });

const send = async (kafka: Kafka, values: readonly string[]): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1 }], waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic: TOPIC, acks: -1, messages: values.map((value) => ({ value })) });
  await producer.disconnect();
};

const read = async (kafka: Kafka, count: number): Promise<string[]> => {
  const consumer = kafka.consumer({ groupId: 'reader' });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
  const values: string[] = [];
  await new Promise<void>((all) => {
    void consumer.run({
      eachMessage: async ({ message }) => {
        values.push(String(message.value));
        if (values.length === count) all();
      },
    });
  });
  await consumer.disconnect();
  return values;
};

describeWithLocalBroker('the local broker', () => {
  let dataDirectory: string;
  beforeEach(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'clientele-kafka-'));
  });
  afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

  it('keeps through kill -9 what it has acknowledged, on the same port', async () => {
    const killed = await startBroker({ dataDirectory });
    await send(clientOf(killed.brokers), ['one', 'two']);
    await killed.kill();
    const again = await startBroker({ dataDirectory, port: killed.port });
    try {
      expect(await read(clientOf(killed.brokers), 2)).toEqual(['one', 'two']);
    } finally {
      await again.stop();
    }
  }, 180_000);
});
