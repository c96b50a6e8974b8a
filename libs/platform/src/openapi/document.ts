import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { ServiceDefinition } from '../service-definition.js';

/** The service's OpenAPI document. Takes some time to make: keep it. */
export const openApiDocument = (app: INestApplication, { name, description }: ServiceDefinition): OpenAPIObject => {
  const title = `Clientele: ${name}`;
  const about = new DocumentBuilder().setTitle(title).setDescription(description).setVersion('1').build();
  return SwaggerModule.createDocument(app, about, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
};
