import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from '../openapi/document.js';
import type { ServiceDefinition } from '../service-definition.js';
import type { ServiceState } from '../site/site-service.js';
import { addMetrics } from '../telemetry/add-metrics.js';

export interface OwnRoutesOptions {
  readonly definition: ServiceDefinition;
  readonly app: () => INestApplication;
  readonly readiness: () => Promise<ServiceState>;
}

/** What a process of its own has besides its service: health, and the description of its routes. */
export const addOwnRoutes = (fastify: FastifyInstance, { definition, app, readiness }: OwnRoutesOptions): void => {
  let document: string | undefined;
  addMetrics(fastify);
  fastify.get('/health/live', () => ({ status: 'live' }));
  fastify.get('/health/ready', async (_request, reply) => {
    const { isReady, words } = await readiness();
    return reply.status(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', words });
  });
  fastify.get(`/${definition.name}/v1/openapi.json`, (_request, reply) => {
    document ??= JSON.stringify(openApiDocument(app(), definition));
    return reply.type('application/json; charset=utf-8').send(document);
  });
};
