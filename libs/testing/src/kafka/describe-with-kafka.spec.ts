import { afterEach, expect, it } from '@jest/globals';
import { describeWithKafka, describeWithLocalBroker } from './describe-with-kafka.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

it('does not let CI skip what needs a Kafka, and says how to get one', () => {
  process.env = { ...before, CI: 'true', CLIENTELE_TEST_KAFKA: 'none', CLIENTELE_TEST_JAVA: 'false' };
  const onAny = (): void => describeWithKafka('its specs', () => undefined);
  expect(onAny).toThrow(/its specs.*must not skip.*KAFKA_BROKERS.*Docker.*Java 17/s);
  const onItsOwn = (): void => describeWithLocalBroker('its specs', () => undefined);
  expect(onItsOwn).toThrow(/its specs.*must not skip.*Java 17/s);
});
