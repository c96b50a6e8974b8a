import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { Composition } from '../compose.js';
import { docsInitializer, docsPage } from './docs-pages.js';

const SWAGGER_UI = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
const SERVED = /^\/(swagger-ui\.css|swagger-ui-(bundle|standalone-preset)\.js|favicon-32x32\.png)$/;

/** Swagger UI, and the document of each service. */
export const addDocs = async (site: FastifyInstance, { services, document }: Composition): Promise<void> => {
  const script = docsInitializer(services.map(({ definition }) => definition.name));
  site.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(docsPage));
  site.get('/docs/', (_request, reply) => reply.redirect('/docs'));
  site.get('/docs/initializer.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(script));
  for (const service of services) {
    site.get(`/docs/${service.definition.name}.json`, (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(document(service)),
    );
  }
  await site.register(fastifyStatic, {
    root: SWAGGER_UI,
    prefix: '/docs/assets/',
    index: false,
    maxAge: '1h',
    allowedPath: (path) => SERVED.test(path),
  });
};
