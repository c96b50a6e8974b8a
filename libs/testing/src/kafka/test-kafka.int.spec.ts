import { connect } from 'node:net';
import { expect, it } from '@jest/globals';
import { describeWithKafka } from './describe-with-kafka.js';
import { testKafka, testTopicPrefix } from './test-kafka.js';

/** ApiVersions v0, with which every client begins. */
const WHAT_CAN_YOU_DO = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 7, 255, 255]);

const ask = (broker: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const [host = '', port] = broker.split(':');
    const socket = connect(Number(port), host, () => socket.write(WHAT_CAN_YOU_DO));
    socket.once('error', reject);
    socket.once('data', (answer: Buffer) => {
      socket.destroy();
      resolve(answer);
    });
  });

describeWithKafka('testKafka', (kafka) => {
  it('is a Kafka that answers, and the same one for all who ask', async () => {
    const answer = await ask(kafka()[0]!);
    expect({ question: answer.readInt32BE(4), error: answer.readInt16BE(8) }).toEqual({ question: 7, error: 0 });
    expect((await testKafka()).brokers).toEqual(kafka());
  });

  it('gives each caller names of its own', () => {
    expect(testTopicPrefix()).not.toBe(testTopicPrefix());
  });
});
