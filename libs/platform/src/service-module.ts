import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Feed, TransactionalEventStore } from '@clientele/event-sourcing';
import { IdentityKeys } from '@clientele/privacy';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Config } from './config/config.js';
import { Database } from './database/database.js';
import { OperationsController } from './operations/operations.controller.js';
import type { ServiceDefinition } from './service-definition.js';
import { SubscriptionHost, type Follow } from './subscriptions/subscription-host.js';
import { EVENT_STORE, FEEDS, LOGGER, SERVICE } from './tokens.js';

/** What a service is given to run on. */
export interface ServiceParts {
  readonly config: Config;
  readonly database: Database;
  readonly store: TransactionalEventStore;
  /** Of the other services, by name. */
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly keys: IdentityKeys;
  readonly logger: Logger;
  /** Lets readers wait for what other services make of an event. */
  readonly follow?: Follow;
  /** Adds routes that are none of its module's, before it is ready. */
  readonly addRoutes?: (fastify: FastifyInstance, host: SubscriptionHost) => void;
}

/** Root of a service's application: what every service may inject, and the service's own module. */
@Module({})
export class ServiceModule {
  static of(definition: ServiceDefinition, parts: ServiceParts, host: SubscriptionHost): DynamicModule {
    const providers = [
      { provide: Config, useValue: parts.config },
      { provide: Database, useValue: parts.database },
      { provide: EVENT_STORE, useValue: parts.store },
      { provide: FEEDS, useValue: parts.feeds },
      { provide: IdentityKeys, useValue: parts.keys },
      { provide: LOGGER, useValue: parts.logger },
      { provide: SERVICE, useValue: definition },
      { provide: SubscriptionHost, useValue: host },
    ];
    return {
      module: ServiceModule,
      global: true,
      imports: [CqrsModule.forRoot(), definition.module],
      controllers: [OperationsController],
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
