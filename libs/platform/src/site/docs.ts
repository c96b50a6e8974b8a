import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { addAsyncApi } from '../asyncapi/add-asyncapi.js';
import { docsInitializer, docsPage } from './docs-pages.js';
import type { SiteService } from './site-service.js';

const SWAGGER_UI = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
const SERVED = /^\/(swagger-ui\.css|swagger-ui-(bundle|standalone-preset)\.js|favicon-32x32\.png)$/;

/** Swagger UI, and the document of each service; and what they tell each other. */
export const addDocs = async (site: FastifyInstance, services: readonly SiteService[]): Promise<void> => {
  const script = docsInitializer(services.map(({ name }) => name));
  site.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(docsPage));
  site.get('/docs/', (_request, reply) => reply.redirect('/docs'));
  site.get('/docs/initializer.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(script));
  for (const service of services) {
    site.get(`/docs/${service.name}.json`, async (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(await service.document()),
    );
  }
  addAsyncApi(site);
  await site.register(fastifyStatic, {
    root: SWAGGER_UI,
    prefix: '/docs/assets/',
    index: false,
    maxAge: '1h',
    allowedPath: (path) => SERVED.test(path),
  });
};
