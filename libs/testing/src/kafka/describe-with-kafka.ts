import { beforeAll, describe } from '@jest/globals';
import { kafkaIsThere, whereToGetOne } from './kafka-is-there.js';
import { testKafka } from './test-kafka.js';

/** Milliseconds: the first one on a machine may be fetched, by Maven or as an image. */
const PATIENCE = 300_000;

/** Says loudly what is skipped where there is none. CI must not skip: there it is a failure. */
const isThereFor = (name: string): boolean => {
  if (kafkaIsThere()) return true;
  const why = `${name}: there is no Kafka.`;
  if (process.env.CI === 'true') throw new Error(`${why} CI must not skip. ${whereToGetOne}`);
  process.stderr.write(`\nSKIPPED: ${why} ${whereToGetOne}`);
  return false;
};

/** Specs on a real Kafka; `kafka()` names its brokers once they run, that is, in hooks and tests. */
export const describeWithKafka = (name: string, specs: (kafka: () => string[]) => void): void => {
  if (!isThereFor(name)) return describe.skip(name, () => specs(() => []));
  describe(name, () => {
    let brokers: string[] = [];
    beforeAll(async () => void ({ brokers } = await testKafka()), PATIENCE);
    specs(() => brokers);
  });
};
