import type { FastifyInstance } from 'fastify';
import { METRICS_TYPE, metricsText } from './telemetry.js';

/** `/metrics`: all metrics of this process, for Prometheus. */
export const addMetrics = (fastify: FastifyInstance): void => {
  fastify.get('/metrics', async (_request, reply) => reply.type(METRICS_TYPE).send(await metricsText()));
};
