import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IdentityKeys } from '@clientele/privacy';
import { ConfigError } from '../config/environment-reader.js';
import type { Config } from '../config/config.js';
import { addFeedRoutes } from '../feed-exchange/feed-routes.js';
import { feedTokenOf } from '../feed-exchange/feed-token.js';
import type { Running } from '../installation/program.js';
import { EXIT, StartError } from '../installation/start-error.js';
import { Undoing } from '../installation/undoing.js';
import { createLogger } from '../logging/logger.js';
import { openService, type OpenService } from '../open-service.js';
import { createServiceApp } from '../service-app.js';
import type { ServiceDefinition, ServiceTransport } from '../service-definition.js';
import type { ServiceParts } from '../service-module.js';
import { SubscriptionHost } from '../subscriptions/subscription-host.js';
import { KafkaWiring } from './kafka-wiring.js';
import { readinessOf } from '../health/index.js';
import { startTelemetry } from '../telemetry/index.js';
import { addOwnRoutes } from './own-routes.js';
import { WireTransport } from './wire-transport.js';
import { withTroubles } from './with-troubles.js';

/** A service in a process of its own. */
export interface RunningService extends Running {
  readonly url: string;
}

/** Serves first, so that other services have its history, and goes to work then. @throws ConfigError, StartError */
export const startService = async (definition: ServiceDefinition, config: Config): Promise<RunningService> => {
  const { databaseUrl, identitySecret } = required(config);
  const keys = new IdentityKeys(identitySecret);
  const logger = createLogger(config.logLevel, definition.name);
  const undoing = new Undoing();
  try {
    await undoing.add(startTelemetry({ service: definition.name, logger }), (each) => each.shutdown());
    const service = await undoing.add(
      openService(definition, { config, databaseUrl, keys, logger }).catch(inWords),
      ({ database }) => database.close(),
    );
    const wiring = new KafkaWiring(service, config, feedTokenOf(identitySecret));
    const app = await undoing.add(
      createApp(service, wiring, { config, keys, token: feedTokenOf(identitySecret) }),
      (each) => each.close(),
    );
    await app.listen(config.port, config.host);
    await app.startAllMicroservices();
    return { url: await app.getUrl(), failed: wiring.failed, close: () => undoing.undo() };
  } catch (error) {
    await undoing.undo();
    throw error;
  }
};

interface Shared extends Pick<ServiceParts, 'config' | 'keys'> {
  readonly token: string;
}

const createApp = async (
  service: OpenService,
  wiring: KafkaWiring,
  { config, keys, token }: Shared,
): Promise<NestFastifyApplication> => {
  const { definition } = service;
  const transports: ServiceTransport[] = [];
  const created: { app?: NestFastifyApplication } = {};
  const app = await createServiceApp(definition, {
    ...service,
    feeds: wiring.feeds,
    follow: wiring.follow,
    config,
    keys,
    addRoutes: (fastify, host) => {
      addFeedRoutes(fastify, { feed: service.feed, host, token });
      const readiness = async () => withTroubles(await readinessOf(service.database, host.watch), transports);
      addOwnRoutes(fastify, { definition, app: () => created.app!, readiness });
    },
  });
  created.app = app;
  const sources = app.get(SubscriptionHost).publishers;
  transports.push(new WireTransport(wiring.relay(), wiring.consumer(sources)));
  transports.push(...((await definition.transports?.(app, wiring)) ?? []));
  for (const strategy of transports) app.connectMicroservice({ strategy });
  return app;
};

const required = ({ databaseUrl, identitySecret }: Config): { databaseUrl: string; identitySecret: string } => {
  const problems: string[] = [];
  if (databaseUrl === undefined) problems.push("DATABASE_URL must name the service's own database.");
  if (identitySecret === undefined) {
    problems.push('CLIENTELE_IDENTITY_SECRET must be set, to the same text for all services and for ever.');
  }
  if (databaseUrl === undefined || identitySecret === undefined) throw new ConfigError(problems);
  return { databaseUrl, identitySecret };
};

const inWords = (error: unknown): never => {
  if (error instanceof ConfigError) throw error;
  const why = error instanceof Error ? error.message || error.name : String(error);
  throw new StartError(EXIT.database, `The database cannot be used: ${why}. Look at DATABASE_URL and at the server.`);
};
