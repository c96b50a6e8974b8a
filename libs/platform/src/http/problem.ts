import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { DomainError, type DomainErrorKind } from '@clientele/event-sourcing';

/** RFC 9457. Further members are the error's details. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Stable; names what is wrong, e.g. `CustomerUnknown`. */
  readonly code: string;
  /** The invalid fields, each by its JSON pointer (RFC 6901) into the body, or by its parameter. */
  readonly errors?: readonly InvalidField[];
  readonly [detail: string]: unknown;
}

export type InvalidField =
  { readonly pointer: string; readonly detail: string } | { readonly parameter: string; readonly detail: string };

const STATUS: Record<DomainErrorKind, number> = { invalid: 400, forbidden: 403, missing: 404, conflict: 409 };

/** A refusal with an HTTP status that no {@link DomainError} kind stands for. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** The problem of an error that was foreseen; undefined for one that was not. */
export const problemOf = (error: unknown): Problem | undefined => {
  if (error instanceof DomainError) return problem(STATUS[error.kind], error.code, error.message, error.details);
  if (error instanceof HttpProblem) return problem(error.status, error.code, error.message);
  if (error instanceof HttpException) return ofHttpException(error);
  if (isClientError(error)) return problem(error.statusCode, codeOf(error.statusCode), error.message);
  return undefined;
};

export const internalProblem = (id: string): Problem =>
  problem(500, 'InternalError', `Something failed on our side. It is in the log under ${id}.`, { id });

/** Seconds after which to ask again. */
export const DATABASE_BACK_IN = 5;

export const databaseAwayProblem = (id: string): Problem =>
  problem(
    503,
    'DatabaseAway',
    `The database does not take this now; it may be starting, or its disk may be full. Whether a write was done is not ` +
      `known: send the same again in ${DATABASE_BACK_IN} s, with its id or Idempotency-Key. It is in the log under ${id}.`,
    { id },
  );

export const unusableValueProblem = (): Problem =>
  problem(
    400,
    'UnusableValue',
    'A value of the request cannot be used: a cursor that is not of this list, a date or a number out of range, or ' +
      'text with the character U+0000.',
  );

const problem = (status: number, code: string, detail: string, details: object = {}): Problem => ({
  // First, so that an error's own `status` or `type` cannot take the place of the standard's.
  ...details,
  type: `urn:clientele:problem:${code}`,
  title: wordsOf(code),
  status,
  detail,
  code,
});

const ofHttpException = (error: HttpException): Problem | undefined => {
  const status = error.getStatus();
  if (status >= 500) return undefined;
  const noRoute = status === 404 && /^Cannot [A-Z]+ /.test(error.message);
  if (noRoute) return problem(404, 'RouteUnknown', 'There is nothing at this address; /docs shows what there is.');
  return problem(status, codeOf(status), error.message);
};

/** Fastify's own errors (malformed JSON, body too large, ...) carry the status they ask for. */
const isClientError = (error: unknown): error is Error & { statusCode: number } => {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500;
};

/** 413 -> `PayloadTooLarge`. */
const codeOf = (status: number): string => (STATUS_CODES[status] ?? 'Refused').replace(/[^A-Za-z]/g, '');

/** `CustomerUnknown` -> `Customer unknown`. */
const wordsOf = (code: string): string => code.replace(/(?<=[a-z\d])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
