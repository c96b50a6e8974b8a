import { SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { decodePositions } from '@clientele/event-sourcing';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import type { SubscriptionHost } from '../subscriptions/subscription-host.js';

const VIEWS = 'clientele:reads-views';

/**
 * On a controller or route: a request with `Clientele-After` waits until these views hold what the token stands for, for
 * 10 s at most; then 503. The token may be another service's whose events this one reacts to.
 */
export const ReadsView = (...views: [string, ...string[]]): ClassDecorator & MethodDecorator =>
  SetMetadata(VIEWS, views);

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
