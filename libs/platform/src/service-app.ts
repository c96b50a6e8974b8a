import type { FastifyReply, FastifyRequest } from 'fastify';
import { NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { StoreFeed } from '@clientele/messaging';
import { observeRequests } from './http/observe-requests.js';
import { ProblemFilter } from './http/problem.filter.js';
import { refuseCrossSite } from './http/refuse-cross-site.js';
import { logRequests } from './http/request-log.js';
import { addSecurityHeaders, SECURITY_HEADERS } from './http/security-headers.js';
import { RequestValidation } from './http/validation.js';
import { WrittenInterceptor } from './http/written.js';
import { addIdempotency } from './idempotency/idempotency.js';
import { NestLogger } from './logging/logger.js';
import { ReadsViewInterceptor } from './reads/reads-view.js';
import type { ServiceDefinition } from './service-definition.js';
import { ServiceModule, type ServiceParts } from './service-module.js';
import { SubscriptionHost } from './subscriptions/subscription-host.js';
import { SubscriptionTransport } from './subscriptions/subscription-transport.js';

/**
 * A service's application, ready for requests under `/<name>/v1`. Its views and reactions start with
 * `startAllMicroservices()` and stop with `close()`, which leaves the database to whoever opened it.
 */
export const createServiceApp = async (
  definition: ServiceDefinition,
  parts: ServiceParts,
): Promise<NestFastifyApplication> => {
  const { config, database, store, logger, follow } = parts;
  const feeds = new Map([...parts.feeds, [store.name, new StoreFeed(store)]]);
  const host = new SubscriptionHost({
    database,
    store,
    feeds,
    logger,
    stuckAfter: config.stuckAfter,
    ...(follow && { follow }),
  });
  const filter = new ProblemFilter(logger);
  const adapter = newAdapter(config.bodyLimit, filter);
  const app = await NestFactory.create<NestFastifyApplication>(ServiceModule.of(definition, parts, host), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  addSecurityHeaders(fastify);
  observeRequests(fastify, definition.name);
  logRequests(fastify, logger);
  refuseCrossSite(fastify);
  addIdempotency(fastify, database);
  parts.addRoutes?.(fastify, host);
  app.setGlobalPrefix(`${definition.name}/v1`);
  app.useGlobalPipes(new RequestValidation());
  app.useGlobalFilters(filter);
  app.useGlobalInterceptors(
    new ReadsViewInterceptor(app.get(Reflector), host),
    new WrittenInterceptor(definition.name),
  );
  app.connectMicroservice({ strategy: new SubscriptionTransport(host) });
  await app.init();
  await fastify.ready();
  return app;
};

const newAdapter = (bodyLimit: number, filter: ProblemFilter): FastifyAdapter =>
  new FastifyAdapter({
    bodyLimit,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.headers(SECURITY_HEADERS);
      filter.answer(error, request, reply);
    },
  });
