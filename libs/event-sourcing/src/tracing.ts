import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api';
import type { EventMeta } from './event.js';
import type { FeedRecord } from './feed.js';

/** A day, in milliseconds. */
const LONGEST_TRACE = 86_400_000;

/**
 * Where a program set up OpenTelemetry (`startTelemetry` of the platform), spans go there; otherwise all of this does
 * nothing, at next to no cost.
 */
export const tracer = (): Tracer => trace.getTracer('clientele');

/** The W3C `traceparent` that an event carries; none where its trace is not sampled. */
export const traceparentOf = (meta: EventMeta): string | undefined =>
  typeof meta.traceparent === 'string' ? meta.traceparent : undefined;

/** Not of an old record: its trace is over, and a view that reads all history does not prolong it. */
export const traceparentOfRecord = ({ meta, recordedAt }: FeedRecord): string | undefined => {
  const traceparent = traceparentOf(meta);
  const isOver = traceparent !== undefined && Date.now() - recordedAt.getTime() > LONGEST_TRACE;
  return isOver ? undefined : traceparent;
};

/** For the meta of an event that a reaction appends because of a record, so that its trace goes on. */
export const causedBy = (record: FeedRecord): EventMeta => {
  const traceparent = traceparentOfRecord(record);
  return { causationId: record.eventId, ...(traceparent !== undefined && { traceparent }) };
};

/** Whether what is done now belongs to a trace that somebody looks at. */
export const isTraced = (): boolean => isSampled(trace.getSpanContext(context.active())?.traceFlags);

/** The W3C `traceparent` of what is done now, where {@link isTraced}. */
export const activeTraceparent = (): string | undefined => (isTraced() ? traceparentFrom(context.active()) : undefined);

/** Of a span of ours. */
export const traceparentOfSpan = (span: Span): string | undefined => traceparentFrom(trace.setSpan(ROOT_CONTEXT, span));

/** The trace that came from outside, or with an event; no trace where there is none, or where it cannot be read. */
export const contextOf = (traceparent: string | undefined): Context =>
  traceparent === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent });

/** Does the work as a part of that trace; without one, as a part of none, also where one is active. */
export const withTraceparent = <T>(traceparent: string | undefined, work: () => T): T =>
  context.with(contextOf(traceparent), work);

/** A span around the work: of the active trace, or the first of a new one. An error is told by its name alone. */
export const inSpan = <T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> =>
  tracer().startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });

/** Without the error's words, which may hold personal data. */
export const markFailed = (span: Span, error: unknown): void => {
  span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
  span.setStatus({ code: SpanStatusCode.ERROR });
};

const isSampled = (flags = TraceFlags.NONE): boolean => (flags & TraceFlags.SAMPLED) !== 0;

const traceparentFrom = (from: Context): string | undefined => {
  const carrier: { traceparent?: string } = {};
  propagation.inject(from, carrier);
  return carrier.traceparent;
};
