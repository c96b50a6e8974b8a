import { DomainError } from '@clientele/event-sourcing';
import { PROBLEM_TYPE, problemOf, SECURITY_HEADERS } from '@clientele/platform';
import { fastify, type FastifyInstance } from 'fastify';
import type { Composition } from '../compose.js';
import { addDocs } from './docs.js';
import { landingPage } from './landing-page.js';
import { readiness } from './readiness.js';

/** What belongs to no single service: the landing page, the API's documentation, health. */
export const createSite = async (composition: Composition): Promise<FastifyInstance> => {
  const { services } = composition;
  const definitions = services.map(({ definition }) => definition);
  const site = fastify();
  site.addHook('onRequest', async (_request, reply) => void reply.headers(SECURITY_HEADERS));
  addProblems(
    site,
    definitions.map(({ name }) => name),
  );
  site.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(landingPage(definitions)));
  site.get('/health/live', () => ({ status: 'live' }));
  site.get('/health/ready', async (_request, reply) => {
    const { isReady, ...answer } = await readiness(services);
    return reply.status(isReady ? 200 : 503).send(answer);
  });
  await addDocs(site, composition);
  await site.ready();
  return site;
};

const addProblems = (site: FastifyInstance, services: readonly string[]): void => {
  const places = services.map((name) => `/${name}`).join(', ');
  site.setNotFoundHandler(() => {
    throw new DomainError(
      'RouteUnknown',
      'missing',
      `There is nothing here. The services are at ${places}; see /docs.`,
    );
  });
  site.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error);
    if (!problem) throw error;
    return reply.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
  });
};
