import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { encodePositions, type Changed } from '@clientele/event-sourcing';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

export interface WrittenOptions {
  /** What was changed: its last positions become the answer's `Clientele-Position`. */
  readonly changed: readonly Pick<Changed, 'position'>[];
  /** The stream's version, answered as `ETag`. */
  readonly etag?: number;
  readonly location?: string;
  /** 200 or 201 as the route has it, unless said. */
  readonly status?: number;
}

class Written {
  constructor(
    readonly body: unknown,
    readonly options: WrittenOptions,
  ) {}
}

/**
 * What the controller of a command returns: the body, and what to say about the change in headers. A client that reads
 * its own writes sends `Clientele-Position` back as `Clientele-After`.
 */
export const written = (body: unknown, options: WrittenOptions): unknown => new Written(body, options);

@Injectable()
export class WrittenInterceptor implements NestInterceptor {
  constructor(private readonly source: string) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(map((result) => (result instanceof Written ? this.apply(result, reply) : result)));
  }

  private apply({ body, options }: Written, reply: FastifyReply): unknown {
    const positions = options.changed.flatMap(({ position }) => position ?? []);
    if (positions.length > 0)
      void reply.header('Clientele-Position', encodePositions(new Map([[this.source, positions]])));
    if (options.etag !== undefined) void reply.header('ETag', `"${options.etag}"`);
    if (options.location !== undefined) void reply.header('Location', options.location);
    if (options.status !== undefined) void reply.status(options.status);
    return body;
  }
}
