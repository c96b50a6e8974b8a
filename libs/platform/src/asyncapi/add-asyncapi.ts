import { asyncApiDocument } from '@clientele/contracts';
import type { FastifyInstance } from 'fastify';
import { asyncApiPage } from './asyncapi-page.js';

/** What the services tell each other, as AsyncAPI and as a page to read. The same wherever it is served. */
export const addAsyncApi = (site: FastifyInstance): void => {
  const document = asyncApiDocument();
  const [json, page] = [JSON.stringify(document), asyncApiPage(document)];
  site.get('/docs/asyncapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(json));
  site.get('/docs/asyncapi', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
};
