import { isSpanContextValid, trace } from '@opentelemetry/api';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { LoggerService } from '@nestjs/common';
import type { LogLevel } from '../config/config.js';

export type { Logger } from 'pino';

/**
 * JSON lines on standard output, with the ids of the span that is active. What is logged holds no personal data: no
 * bodies, no query strings, no ids in URLs.
 */
export const createLogger = (level: LogLevel, service?: string, out?: DestinationStream): Logger => {
  const base = service === undefined ? null : { service };
  const options = { level, base, timestamp: pino.stdTimeFunctions.isoTime, mixin: idsOfSpan };
  return out ? pino(options, out) : pino(options);
};

const idsOfSpan = (): object => {
  const span = trace.getActiveSpan()?.spanContext();
  return span && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : {};
};

/** Nest's own words into our log. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...more: unknown[]): void {
    this.logger.debug({ context: contextOf(more) }, String(message));
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.logger.warn({ context: contextOf(more) }, String(message));
  }

  error(message: unknown, ...more: unknown[]): void {
    const [stack] = more.length > 1 ? more : [];
    this.logger.error({ context: contextOf(more), stack }, String(message));
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.logger.fatal({ context: contextOf(more) }, String(message));
  }
}

const contextOf = (more: readonly unknown[]): unknown => more.at(-1);
