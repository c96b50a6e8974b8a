import { beforeAll, describe } from '@jest/globals';
import { isToRun } from '../is-to-run.js';
import { howToGetALocalOne, howToGetOne, kafkaIsThere, localBrokerIsThere } from './kafka-is-there.js';
import { testKafka } from './test-kafka.js';

/** Milliseconds: the first one on a machine may be fetched, by Maven or as an image. */
const PATIENCE = 300_000;

const WHY = 'there is no Kafka.';

/** Specs on a real Kafka; `kafka()` names its brokers once they run, that is, in hooks and tests. */
export const describeWithKafka = (name: string, specs: (kafka: () => string[]) => void): void => {
  const describeIt = isToRun(name, kafkaIsThere(), WHY, howToGetOne) ? describe : describe.skip;
  describeIt(name, () => {
    let brokers: string[] = [];
    beforeAll(async () => void ({ brokers } = await testKafka()), PATIENCE);
    specs(() => brokers);
  });
};

/** Specs that start, kill and stop brokers of their own, by `startBroker` of deploy/kafka. */
export const describeWithLocalBroker = (name: string, specs: () => void): void =>
  (isToRun(name, localBrokerIsThere(), WHY, howToGetALocalOne) ? describe : describe.skip)(name, specs);
