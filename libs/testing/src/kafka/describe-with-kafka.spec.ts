import { afterEach, expect, it } from '@jest/globals';
import { describeWithKafka } from './describe-with-kafka.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

it('does not let CI skip what needs a Kafka, and says how to get one', () => {
  process.env = { ...before, CI: 'true', CLIENTELE_TEST_KAFKA: 'none' };
  const specs = (): void => describeWithKafka('its specs', () => undefined);
  expect(specs).toThrow(/its specs.*must not skip/s);
  expect(specs).toThrow(/KAFKA_BROKERS.*Docker.*Java 17/s);
});
