import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { KNOWN_TYPES } from '@clientele/contracts';
import { counter } from '@clientele/event-sourcing';
import {
  compressionType,
  connectKafka,
  ensureTopics,
  feedTopic,
  KafkaFeed,
  Relay,
  TopicMismatch,
  WireConsumer,
} from '@clientele/messaging/kafka';
import type { Config } from '../config/config.js';
import { ConfigError } from '../config/environment-reader.js';
import { FeedClient } from '../feed-exchange/feed-client.js';
import type { OpenService } from '../open-service.js';
import type { ServiceKafka } from '../service-definition.js';
import { SERVICE_NAMES } from '../service-names.js';
import type { Follow } from '../subscriptions/subscription-host.js';

const unknownRecords = counter('clientele.feed.unknown_records', {
  unit: '{record}',
  description: 'Records of types that this service does not know, passed over.',
});

/** What ties a service to the others over Kafka. */
export class KafkaWiring implements ServiceKafka {
  readonly client: ServiceKafka['client'];
  readonly settings: ServiceKafka['settings'];
  /** Of the other services, by name. */
  readonly feeds: ReadonlyMap<string, KafkaFeed>;
  /** Rejects where a topic is not as it must be: nothing can go on then. */
  readonly failed: Promise<never>;
  readonly follow: Follow;
  readonly #fail: (error: Error) => void;
  readonly #checked = new Set<string>();

  /** @throws ConfigError where it is not said where Kafka or another service is */
  constructor(
    private readonly service: OpenService,
    private readonly config: Config,
    token: string,
  ) {
    if (!config.kafka) throw new ConfigError(['KAFKA_BROKERS must name the brokers, e.g. 127.0.0.1:9092.']);
    this.settings = config.kafka;
    this.client = connectKafka(config.kafka, service.logger);
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    this.failed = promise;
    this.#fail = reject;
    const publishers = publishersOf(service.definition.name, config, token);
    this.feeds = new Map(
      [...publishers].map(([source, publisher]) => [source, new KafkaFeed(source, config.shards, publisher)]),
    );
    this.follow = async (source, positions, milliseconds) =>
      (await publishers.get(source)?.follow(positions, milliseconds)) ?? new Map();
  }

  /** Sends what the service publishes, if it publishes anything. */
  relay(): Relay | undefined {
    const { definition, feed, database, logger } = this.service;
    if (!definition.publish) return undefined;
    return new Relay({
      kafka: this.client,
      topic: this.#topicOf(definition.name),
      compression: compressionType(this.settings.compression),
      feed,
      database,
      member: `${hostname()} ${process.pid} ${randomUUID()}`,
      prepare: () => this.#checkTopics([definition.name], this.settings.createTopics),
      logger,
    });
  }

  /** Brings what these services publish. */
  consumer(sources: readonly string[]): WireConsumer {
    const { definition, logger } = this.service;
    return new WireConsumer({
      kafka: this.client,
      group: `${this.settings.topicPrefix}.${definition.name}`,
      topics: new Map(sources.map((source) => [this.#topicOf(source), { source, tail: this.feeds.get(source)!.tail }])),
      knownTypes: KNOWN_TYPES,
      prepare: () => this.#checkTopics(sources, false),
      onUnknown: (source, type) => unknownRecords.add(1, { service: definition.name, source, type }),
      logger,
    });
  }

  #topicOf(source: string): string {
    return feedTopic(this.settings.topicPrefix, source);
  }

  /** A topic is its publisher's to create; one that is missing may come yet. */
  async #checkTopics(sources: readonly string[], createTopics: boolean): Promise<void> {
    const specs = sources.map((source) => ({ topic: this.#topicOf(source), partitions: this.config.shards }));
    try {
      await ensureTopics(this.client, { ...this.settings, createTopics }, specs);
    } catch (error) {
      // One that is changed while we run is told as trouble: what we have goes on.
      const isFirst = !this.#checked.has(sources.join());
      if (error instanceof TopicMismatch && isFirst) this.#fail(new ConfigError(error.problems));
      throw error;
    }
    this.#checked.add(sources.join());
  }
}

/** Every other service, asked over HTTP for what the wire did not bring. @throws ConfigError */
const publishersOf = (own: string, { serviceUrls }: Config, token: string): Map<string, FeedClient> => {
  const others = SERVICE_NAMES.filter((name) => name !== own);
  const missing = others.filter((name) => !serviceUrls.has(name));
  if (missing.length > 0) {
    throw new ConfigError(
      missing.map((name) => `CLIENTELE_${name.toUpperCase()}_URL must say where ${name} is, e.g. http://${name}:3000.`),
    );
  }
  return new Map(
    others.map((service) => [service, new FeedClient({ service, urls: serviceUrls.get(service)!, token })]),
  );
};
