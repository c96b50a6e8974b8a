import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { ServiceDefinition } from '../service-definition.js';
import { IDEMPOTENCY_KEY, PROBLEM, PROBLEM_RESPONSE } from './shared-parts.js';

const OPERATIONS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The service's OpenAPI document. Takes some time to make: keep it. */
export const openApiDocument = (app: INestApplication, { name, description }: ServiceDefinition): OpenAPIObject => {
  const title = `Clientele: ${name}`;
  const about = new DocumentBuilder().setTitle(title).setDescription(description).setVersion('1').build();
  const document = SwaggerModule.createDocument(app, about, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  document.components = { ...document.components, schemas: { ...document.components?.schemas, Problem: PROBLEM } };
  addSharedParts(document);
  return document;
};

/** What every route has: its errors are problems, and commands take an Idempotency-Key. */
const addSharedParts = ({ paths }: OpenAPIObject): void => {
  for (const path of Object.values(paths)) {
    for (const method of OPERATIONS) {
      const operation = path[method];
      if (!operation) continue;
      operation.responses.default ??= PROBLEM_RESPONSE;
      const shared = method === 'get' ? [] : [IDEMPOTENCY_KEY];
      operation.parameters = eachOnce([...(operation.parameters ?? []), ...shared]);
    }
  }
};

/** A controller and its route may both describe a header, and a route one of the shared ones: the last one stands. */
const eachOnce = (parameters: readonly Described[]): Described[] => [
  ...new Map(parameters.map((each) => ['in' in each ? `${each.in} ${nameOf(each)}` : each.$ref, each])).values(),
];

type Described = NonNullable<NonNullable<OpenAPIObject['paths'][string]['get']>['parameters']>[number];

/** Names of headers are the same in any case. */
const nameOf = ({ in: place, name }: { in: string; name: string }): string =>
  place === 'header' ? name.toLowerCase() : name;
