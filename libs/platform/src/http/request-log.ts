import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** One line a request at level info: its route and not its address, which may hold an e-mail address. */
export const logRequests = (fastify: FastifyInstance, logger: Logger): void => {
  if (!logger.isLevelEnabled('info')) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    logger.info({ method, route: routeOptions.url, status: reply.statusCode, milliseconds }, 'request');
    done();
  });
};
