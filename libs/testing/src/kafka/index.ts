export * from './describe-with-kafka.js';
export { kafkaIsThere } from './kafka-is-there.js';
export * from './test-kafka.js';
