import { randomBytes } from 'node:crypto';
import type { RunnerLogger } from '@clientele/event-sourcing';
import { testDatabase, type TestDatabase } from '@clientele/testing';
import type { Kafka } from 'kafkajs';
import { CrashingDatabase, openStore } from '../balances.fixture.js';
import { EmbeddedFeed } from '../embedded-feed.js';
import { publishTold, type PublishedFeed } from '../feed.suite.js';
import { compressionType } from './codecs.js';
import type { FeedHistory } from './feed-history.js';
import { connectKafka } from './kafka-client.js';
import { KafkaFeed } from './kafka-feed.js';
import type { KafkaCompression, KafkaSettings } from './kafka-settings.js';
import { RELAY_TABLES } from './relay-tables.js';
import { Relay } from './relay.js';
import { ensureTopics, feedTopic } from './topics.js';
import { WireConsumer } from './wire-consumer.js';

export const quiet: RunnerLogger = { info: () => undefined, warn: () => undefined };

export const settingsOf = (brokers: readonly string[], compression: KafkaCompression = 'zstd'): KafkaSettings => ({
  brokers,
  clientId: 'spec',
  compression,
  // Topics of its own, so that specs do not meet.
  topicPrefix: `spec-${randomBytes(6).toString('hex')}`,
  createTopics: true,
  retentionHours: 24,
});

export interface BankOptions {
  readonly compression?: KafkaCompression;
  /** What stands between a consumer and the publisher's history. */
  readonly history?: (publisher: FeedHistory) => FeedHistory;
}

/** A publisher with its store, and what brings its feed over a real Kafka. */
export class Bank implements PublishedFeed {
  readonly unknown: string[] = [];
  readonly relays: Relay[] = [];
  readonly consumers: WireConsumer[] = [];
  readonly feed: KafkaFeed;
  readonly topic: string;
  readonly group: string;

  private constructor(
    readonly settings: KafkaSettings,
    readonly kafka: Kafka,
    readonly database: TestDatabase,
    readonly store: Awaited<ReturnType<typeof openStore>>,
    private readonly options: BankOptions,
  ) {
    this.topic = feedTopic(settings.topicPrefix, store.name);
    this.group = `${settings.topicPrefix}.reader`;
    this.feed = this.newFeed();
  }

  static async open(brokers: readonly string[], options: BankOptions = {}): Promise<Bank> {
    const settings = settingsOf(brokers, options.compression);
    const database = await testDatabase();
    await database.pool.query(RELAY_TABLES);
    const store = await openStore('bank', database.pool);
    const bank = new Bank(settings, connectKafka(settings, quiet), database, store, options);
    bank.startRelay();
    await bank.startConsumer();
    return bank;
  }

  get publisher(): EmbeddedFeed {
    return new EmbeddedFeed(this.store, publishTold);
  }

  newFeed(): KafkaFeed {
    const { publisher, options, store } = this;
    return new KafkaFeed(store.name, store.shards, options.history?.(publisher) ?? publisher);
  }

  startRelay(): Relay {
    const relay = new Relay({
      kafka: this.kafka,
      topic: this.topic,
      compression: compressionType(this.settings.compression),
      feed: this.publisher,
      database: new CrashingDatabase(this.database.pool),
      member: `relay ${this.relays.length}`,
      prepare: () => this.checkTopics(),
      logger: quiet,
    });
    this.relays.push(relay);
    relay.start();
    return relay;
  }

  async startConsumer(feed = this.feed, knownTypes: Record<string, string[]> = {}): Promise<WireConsumer> {
    await this.checkTopics();
    const consumer = new WireConsumer({
      kafka: this.kafka,
      group: this.group,
      topics: new Map([[this.topic, { source: this.store.name, tail: feed.tail }]]),
      knownTypes,
      prepare: () => this.checkTopics(),
      onUnknown: (_, type) => this.unknown.push(type),
      logger: quiet,
    });
    this.consumers.push(consumer);
    consumer.start();
    return consumer;
  }

  checkTopics(): Promise<void> {
    return ensureTopics(this.kafka, this.settings, [{ topic: this.topic, partitions: this.store.shards }]);
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.close()));
    await Promise.all(this.relays.map((relay) => relay.close()));
    await this.database.close();
  }
}
