import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '@clientele/event-sourcing';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { IF_MATCH } from '../openapi/shared-parts.js';

/** `"3"` -> 3. Undefined without the header, and for `*`. */
export const parseIfMatch = (header: string | undefined): number | undefined => {
  if (header === undefined || header.trim() === '*') return undefined;
  const version = /^\s*(?:W\/)?"(\d{1,9})"\s*$/.exec(header)?.[1];
  if (version !== undefined) return Number(version);
  throw new DomainError('InvalidIfMatch', 'invalid', 'If-Match must be an ETag as it was answered, e.g. "3".');
};

/** The version of the stream that the caller saw, from `If-Match`. */
export const IfMatch = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    parseIfMatch(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
  [
    (controller: object, route) => {
      const descriptor = route === undefined ? undefined : Object.getOwnPropertyDescriptor(controller, route);
      if (route !== undefined && descriptor) ApiHeader(IF_MATCH)(controller, route, descriptor);
    },
  ],
);
