export * from './describe-with-kafka.js';
export { kafkaIsThere, localBrokerIsThere } from './kafka-is-there.js';
export * from './test-kafka.js';
