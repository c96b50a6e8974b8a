import type { FastifyInstance } from 'fastify';
import { HttpProblem } from './problem.js';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A page of any other site can have its visitor's browser send something here, without being able to read the answer; on a
 * machine where nobody has to log in that would be enough to write. Browsers say where a request comes from.
 */
export const refuseCrossSite = (fastify: FastifyInstance): void => {
  fastify.addHook('onRequest', async ({ method, headers }) => {
    if (headers['sec-fetch-site'] === 'cross-site' && !READS.has(method)) throw CROSS_SITE;
  });
};

const CROSS_SITE = new HttpProblem(403, 'CrossSite', 'A page of another site may not write here.');
