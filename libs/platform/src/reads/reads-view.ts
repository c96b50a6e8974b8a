import {
  applyDecorators,
  SetMetadata,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { decodePositions } from '@clientele/event-sourcing';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { catchError, from, type Observable, switchMap, throwError } from 'rxjs';
import { HttpProblem } from '../http/problem.js';
import { CLIENTELE_AFTER } from '../openapi/shared-parts.js';
import type { SubscriptionHost } from '../subscriptions/subscription-host.js';

const VIEWS = 'clientele:reads-views';

/**
 * On a controller or route: a request with `Clientele-After` waits until these views hold what the token stands for, for
 * 10 s at most; then 503. The token may be another service's: see `SubscriptionHost.waitFor`. A question that only a
 * version of the view can answer which is still being built gets 503, too.
 */
export const ReadsView = (...views: [string, ...string[]]): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(VIEWS, views), ApiHeader(CLIENTELE_AFTER));

export class ReadsViewInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly host: SubscriptionHost,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const targets = [context.getHandler(), context.getClass()];
    const views = this.reflector.getAllAndOverride<string[] | undefined>(VIEWS, targets);
    if (!views) return next.handle();
    const token = context.switchToHttp().getRequest<FastifyRequest>().headers['clientele-after'];
    if (typeof token === 'string' && token.trim() !== '') await this.host.waitFor(views, decodePositions(token));
    return next
      .handle()
      .pipe(
        catchError((error: unknown) => from(this.explain(error, views)).pipe(switchMap((it) => throwError(() => it)))),
      );
  }

  /** The tables in place may be those of an earlier version, which lack what this code asks for. */
  private async explain(error: unknown, views: readonly string[]): Promise<unknown> {
    if (!lacksTables(error)) return error;
    for (const view of views) {
      const { version, rebuilding } = await this.host.runner(view).status();
      if (rebuilding && rebuilding.version !== version) return beingBuilt(view, rebuilding);
    }
    return error;
  }
}

/** SQLSTATE of a table or a column that is not there. */
const lacksTables = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '42703');

const beingBuilt = (view: string, { version, lag }: { version: number; lag: number }): HttpProblem =>
  new HttpProblem(
    503,
    'ViewBeingBuilt',
    `Version ${version} of the view "${view}" is being built, and this question needs it: ${lag} events are still to be ` +
      'looked at. Try again later.',
    { 'retry-after': '10' },
  );
