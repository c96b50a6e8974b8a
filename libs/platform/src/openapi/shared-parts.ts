import type { ApiHeaderOptions, OpenAPIObject } from '@nestjs/swagger';

type Components = NonNullable<OpenAPIObject['components']>;
type Schema = NonNullable<Components['schemas']>[string];
type Response = NonNullable<Components['responses']>[string];
type Parameter = Extract<NonNullable<Components['parameters']>[string], { in: string }>;

export const PROBLEM: Schema = {
  type: 'object',
  description: 'RFC 9457. May have further members that help to mend it.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', example: 'urn:clientele:problem:CustomerUnknown' },
    title: { type: 'string', example: 'Customer unknown' },
    status: { type: 'integer', example: 404 },
    detail: { type: 'string' },
    code: { type: 'string', description: 'Stable; names what is wrong.', example: 'CustomerUnknown' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          pointer: { type: 'string', description: 'JSON pointer into the body.', example: '/customer/email' },
          parameter: { type: 'string', description: 'Of the query or the path, instead of a pointer.' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

export const PROBLEM_RESPONSE: Response = {
  description: 'A problem, in words.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

export const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same request with the same key is done once, and answered the same for 24 hours.',
  schema: { type: 'string', maxLength: 255 },
};

export const CLIENTELE_AFTER: ApiHeaderOptions = {
  name: 'Clientele-After',
  required: false,
  description: 'A `Clientele-Position` of this or another service: waits, 10 s at most, until the answer includes it.',
};

export const IF_MATCH: ApiHeaderOptions = {
  name: 'If-Match',
  required: false,
  description: 'The ETag that was read, e.g. `"3"`: refused where others have changed it since.',
};
