// Sends a lead in binary mode, and waits for its receipt.
//   npm install
//   node send-lead.mjs [id]
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import kafkajs from 'kafkajs';

const SOURCE = 'node-example';
const { KAFKA_BROKERS = '127.0.0.1:9092', KAFKA_USERNAME, KAFKA_PASSWORD, KAFKA_CA } = process.env;
const id = process.argv[2] ?? `lead-${Math.floor(Date.now() / 1000)}`;

const kafka = new kafkajs.Kafka({
  clientId: SOURCE,
  brokers: KAFKA_BROKERS.split(','),
  logLevel: kafkajs.logLevel.ERROR,
  ...(KAFKA_USERNAME && {
    sasl: { mechanism: 'scram-sha-512', username: KAFKA_USERNAME, password: KAFKA_PASSWORD },
    ssl: { ca: readFileSync(KAFKA_CA) },
  }),
});

const send = async (data) => {
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();
  const headers = {
    ce_specversion: '1.0',
    ce_type: 'clientele.lead.v1',
    ce_source: SOURCE,
    ce_id: id,
    ce_time: new Date().toISOString(),
    'content-type': 'application/json',
  };
  const messages = [{ key: id, value: JSON.stringify(data), headers }];
  await producer.send({ topic: 'clientele.partner.leads.v1', acks: -1, messages });
  await producer.disconnect();
};

const receipt = async () => {
  const consumer = kafka.consumer({ groupId: `${SOURCE}.receipts` });
  await consumer.connect();
  await consumer.subscribe({ topics: ['clientele.partner.receipts.v1'], fromBeginning: true });
  const found = new Promise((resolve) => {
    void consumer.run({
      eachMessage: async ({ message: { key, value } }) => {
        const told = key?.toString() === SOURCE ? JSON.parse(value) : undefined;
        if (told?.recordId === id) resolve(told);
      },
    });
  });
  const result = await Promise.race([found, setTimeout(30_000, undefined, { ref: false })]);
  await consumer.disconnect();
  return result;
};

await send({ customer: { email: 'sam@example.com', name: 'Sam Fox' }, channel: 'Google' });
const told = await receipt();
console.log(told ? JSON.stringify(told) : `No receipt of ${id} within 30 s.`);
process.exitCode = told ? 0 : 1;
