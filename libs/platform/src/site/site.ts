import { DomainError } from '@clientele/event-sourcing';
import { fastify, type FastifyInstance } from 'fastify';
import { HttpProblem, problemOf } from '../http/problem.js';
import { PROBLEM_TYPE } from '../http/problem.filter.js';
import { addSecurityHeaders } from '../http/security-headers.js';
import { addMetrics } from '../telemetry/add-metrics.js';
import { addDocs } from './docs.js';
import { landingPage } from './landing-page.js';
import { readiness } from './readiness.js';
import type { SiteService } from './site-service.js';

/** What belongs to no single service: the landing page, the API's documentation, health. */
export const createSite = async (services: readonly SiteService[]): Promise<FastifyInstance> => {
  const site = fastify();
  addSecurityHeaders(site);
  addProblems(
    site,
    services.map(({ name }) => name),
  );
  site.get('/', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(landingPage(await described(services))),
  );
  site.get('/health/live', () => ({ status: 'live' }));
  site.get('/health/ready', async (_request, reply) => {
    const { isReady, ...answer } = await readiness(services);
    return reply.status(isReady ? 200 : 503).send(answer);
  });
  addMetrics(site);
  await addDocs(site, services);
  await site.ready();
  return site;
};

const described = (services: readonly SiteService[]): Promise<{ name: SiteService['name']; description: string }[]> =>
  Promise.all(services.map(async (each) => ({ name: each.name, description: await each.description() })));

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
    if (error instanceof HttpProblem) void reply.headers(error.headers);
    return reply.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
  });
};
