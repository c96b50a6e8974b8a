import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { PROBLEM_TYPE, problemOf, SECURITY_HEADERS } from '@clientele/platform';
import { fastify, type FastifyInstance } from 'fastify';
import type { Composition } from '../compose.js';
import { docsInitializer, docsPage } from './docs-pages.js';
import { landingPage } from './landing-page.js';
import { readiness } from './readiness.js';

const HTML = 'text/html; charset=utf-8';
const swaggerUi = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

/** What belongs to no single service: the landing page, the API's documentation, health. */
export const createSite = async ({ services, document }: Composition): Promise<FastifyInstance> => {
  const site = fastify();
  const names = services.map(({ definition }) => definition.name);
  site.addHook('onRequest', async (_request, reply) => void reply.headers(SECURITY_HEADERS));
  site.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error);
    if (!problem) throw error;
    return reply.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
  });
  site.setNotFoundHandler((_request, reply) => {
    const detail = `There is nothing here. The services are at ${names.map((name) => `/${name}`).join(', ')}; see /docs.`;
    const problem = { type: 'urn:clientele:problem:RouteUnknown', title: 'Route unknown', status: 404, detail };
    return reply
      .status(404)
      .type(PROBLEM_TYPE)
      .send(JSON.stringify({ ...problem, code: 'RouteUnknown' }));
  });

  site.get('/', (_request, reply) => reply.type(HTML).send(landingPage(services.map(({ definition }) => definition))));
  site.get('/health/live', () => ({ status: 'live' }));
  site.get('/health/ready', async (_request, reply) => {
    const { isReady, ...answer } = await readiness(services);
    return reply.status(isReady ? 200 : 503).send(answer);
  });

  site.get('/docs', (_request, reply) => reply.type(HTML).send(docsPage));
  site.get('/docs/', (_request, reply) => reply.redirect('/docs'));
  site.get('/docs/initializer.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(docsInitializer(names)),
  );
  for (const service of services) {
    site.get(`/docs/${service.definition.name}.json`, (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(document(service)),
    );
  }
  await site.register(fastifyStatic, {
    root: swaggerUi,
    prefix: '/docs/assets/',
    index: false,
    maxAge: '1h',
    allowedPath: (path) =>
      /^\/(swagger-ui\.css|swagger-ui-(bundle|standalone-preset)\.js|favicon-32x32\.png)$/.test(path),
  });
  await site.ready();
  return site;
};
