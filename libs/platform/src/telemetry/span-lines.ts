import type { Writable } from 'node:stream';
import { ExportResultCode, hrTimeToMilliseconds, hrTimeToTimeStamp, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** A line of JSON for each span as it ends, with the same names for its ids as in the log. */
export class SpanLines implements SpanExporter {
  constructor(private readonly out: Writable) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.out.write(spans.map((span) => `${JSON.stringify(lineOf(span))}\n`).join(''));
    done({ code: ExportResultCode.SUCCESS });
  }

  async shutdown(): Promise<void> {}
}

const lineOf = (span: ReadableSpan): object => {
  const { traceId, spanId } = span.spanContext();
  return {
    trace_id: traceId,
    span_id: spanId,
    parent_id: span.parentSpanContext?.spanId,
    span: span.name,
    time: hrTimeToTimeStamp(span.startTime),
    milliseconds: Math.round(hrTimeToMilliseconds(span.duration) * 10) / 10,
    ...span.attributes,
  };
};
