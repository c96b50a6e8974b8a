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
import type { Observable } from 'rxjs';
import { CLIENTELE_AFTER } from '../openapi/shared-parts.js';
import type { SubscriptionHost } from '../subscriptions/subscription-host.js';

const VIEWS = 'clientele:reads-views';

/**
 * On a controller or route: a request with `Clientele-After` waits until these views hold what the token stands for, for
 * 10 s at most; then 503. The token may be another service's: see `SubscriptionHost.waitFor`.
 */
export const ReadsView = (...views: [string, ...string[]]): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(VIEWS, views), ApiHeader(CLIENTELE_AFTER));

export class ReadsViewInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly host: SubscriptionHost,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const token = context.switchToHttp().getRequest<FastifyRequest>().headers['clientele-after'];
    if (typeof token === 'string' && token.trim() !== '') {
      const targets = [context.getHandler(), context.getClass()];
      const views = this.reflector.getAllAndOverride<string[] | undefined>(VIEWS, targets);
      if (views) await this.host.waitFor(views, decodePositions(token));
    }
    return next.handle();
  }
}
