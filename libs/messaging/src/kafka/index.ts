export { compressionType } from './codecs.js';
export type { FeedHistory } from './feed-history.js';
export * from './inbox/index.js';
export { connectKafka } from './kafka-client.js';
export { KafkaFeed } from './kafka-feed.js';
export type * from './kafka-settings.js';
export { Relay, type RelayOptions } from './relay.js';
export { ensureTopics, feedTopic, TopicMismatch, TopicMissing, type TopicSpec } from './topics.js';
export { WireConsumer, type WireConsumerOptions } from './wire-consumer.js';
