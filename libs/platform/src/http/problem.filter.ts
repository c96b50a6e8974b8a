import { randomUUID } from 'node:crypto';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { inWords, isTransient } from '@clientele/event-sourcing';
import {
  DATABASE_BACK_IN,
  databaseAwayProblem,
  HttpProblem,
  internalProblem,
  problemOf,
  unusableValueProblem,
  type Problem,
} from './problem.js';
import { isUnusableValue } from './unusable-value.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Every error as RFC 9457. One that was not foreseen is logged under an id, and answered without its words. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = problemOf(error) ?? this.unforeseen(error, request);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (error instanceof HttpProblem) void reply.headers(error.headers);
    if (problem.code === 'DatabaseAway') void reply.header('retry-after', String(DATABASE_BACK_IN));
    void reply.status(problem.status).header('content-type', PROBLEM_TYPE).send(JSON.stringify(problem));
  }

  private unforeseen(error: unknown, request: FastifyRequest): Problem {
    const id = randomUUID();
    const about = { id, method: request.method, route: request.routeOptions?.url, error: wordsForLog(error) };
    if (isUnusableValue(error, request.method)) {
      this.logger.warn(about, 'request refused: PostgreSQL cannot take one of its values');
      return unusableValueProblem();
    }
    if (isTransient(error)) {
      this.logger.warn(about, 'request not answered: the database does not take it now');
      return databaseAwayProblem(id);
    }
    this.logger.error(about, 'request failed');
    return internalProblem(id);
  }
}

/** Not the error as a whole: PostgreSQL's messages and details may quote a value, and so personal data. */
const wordsForLog = (error: unknown): object => ({
  message: inWords(error),
  ...(error instanceof Error && { stack: framesOf(error) }),
});

/** Where it happened; a stack begins with the message, which may have several lines. */
const framesOf = ({ stack = '' }: Error): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
