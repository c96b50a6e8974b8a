import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { ServiceDefinition } from '../service-definition.js';
import { IDEMPOTENCY_KEY, PROBLEM, PROBLEM_RESPONSE } from './shared-parts.js';

const COMMANDS = ['post', 'put', 'patch', 'delete'] as const;
const OPERATIONS = ['get', ...COMMANDS] as const;

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

/** A route that describes the header itself would have it twice. */
const isOther = (parameter: object): boolean => !('name' in parameter) || parameter.name !== IDEMPOTENCY_KEY.name;

/** What every route has: its errors are problems, and commands take an Idempotency-Key. */
const addSharedParts = ({ paths }: OpenAPIObject): void => {
  for (const path of Object.values(paths)) {
    for (const method of OPERATIONS) {
      const operation = path[method];
      if (operation) operation.responses.default ??= PROBLEM_RESPONSE;
    }
    for (const method of COMMANDS) {
      const operation = path[method];
      if (operation) operation.parameters = [...(operation.parameters ?? []).filter(isOther), IDEMPOTENCY_KEY];
    }
  }
};
