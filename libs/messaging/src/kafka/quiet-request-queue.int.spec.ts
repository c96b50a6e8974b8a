import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { describeWithKafka } from '@clientele/testing';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { quiet, settingsOf } from './bank.fixture.js';
import { connectKafka } from './kafka-client.js';

const { prototype } = RequestQueue;
const check = prototype.checkPendingRequests;

describeWithKafka('a connection to Kafka on which nothing happens', (kafka) => {
  afterEach(() => void (prototype.checkPendingRequests = check));

  it('costs nothing', async () => {
    const admin = connectKafka(settingsOf(kafka()), quiet).admin();
    await admin.connect();
    await admin.listTopics();
    let checks = 0;
    prototype.checkPendingRequests = function (this: typeof prototype): void {
      checks += 1;
      check.call(this);
    };
    await setTimeout(500);
    await admin.disconnect();
    // Once a millisecond without the mend.
    expect(checks).toBeLessThan(20);
  });
});
