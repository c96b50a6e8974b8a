export * from './embedded-feed.js';
export * from './publish.js';
export * from './store-feed.js';
export type * from './kafka/kafka-settings.js';
export { RELAY_TABLES } from './kafka/relay-tables.js';
