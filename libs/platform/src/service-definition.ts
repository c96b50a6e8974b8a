import type { INestApplicationContext, Type } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { Upcaster } from '@clientele/event-sourcing';
import type { Publish } from '@clientele/messaging';
import type { connectKafka, KafkaSettings } from '@clientele/messaging/kafka';
import type { MigrationInterface } from 'typeorm';
import type { ServiceName } from './service-names.js';

/** What a service is to the platform; each app exports one. */
export interface ServiceDefinition {
  readonly name: ServiceName;
  /** One sentence, for OpenAPI. */
  readonly description: string;
  /** The root module: the service's only wiring. */
  readonly module: Type;
  /** Of the service's own write-side tables; the platform adds the event store's. */
  readonly migrations: readonly (new () => MigrationInterface)[];
  readonly upcasters?: readonly Upcaster[];
  /** What other services may know of an event; nothing published without it. */
  readonly publish?: Publish;
  /** What it takes in over Kafka besides feeds. Called where Kafka is configured, so that nothing else loads its client. */
  readonly transports?: (app: INestApplicationContext, kafka: ServiceKafka) => Promise<readonly ServiceTransport[]>;
}

export interface ServiceKafka {
  readonly client: ReturnType<typeof connectKafka>;
  readonly settings: KafkaSettings;
}

/** Starts with `startAllMicroservices` and stops with the application. */
export interface ServiceTransport extends CustomTransportStrategy {
  readonly name: string;
  /** What it backs off from; undefined while all goes well. */
  readonly problem: unknown;
}
