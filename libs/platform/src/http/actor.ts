import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '@clientele/event-sourcing';
import type { FastifyRequest } from 'fastify';

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._@+-]{0,99}$/u;

/** `ann` -> `user:ann`; without the header `user:anonymous`. */
export const parseActor = (header: string | string[] | undefined): string => {
  const name = header === undefined ? 'anonymous' : utf8(String(header)).trim();
  if (NAME.test(name)) return `user:${name}`;
  throw new DomainError(
    'InvalidActor',
    'invalid',
    'Clientele-Actor must be a name of at most 100 letters, digits, spaces and . _ @ + -, in UTF-8.',
  );
};

/** Node gives header values as Latin-1. */
const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');

/** Who asks, for the events' meta: `user:<name>` from the header `Clientele-Actor`. */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext) =>
  parseActor(context.switchToHttp().getRequest<FastifyRequest>().headers['clientele-actor']),
);
