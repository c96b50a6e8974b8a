import { context, ROOT_CONTEXT, trace, type Attributes, type Span, type SpanOptions } from '@opentelemetry/api';
import type { FeedRecord } from './feed.js';
import { contextOf, markFailed, traceparentOfRecord, traceparentOfSpan, tracer } from './tracing.js';

/** What is done with a thousand traced records at once is shown in some of their traces. */
const MOST_SPANS = 50;

/** Work on records of many traces: in each of these it is a span, a child of what appended the record. */
export class TraceSpans {
  /** By the traceparent that the records came with. */
  readonly #spans = new Map<string, Span>();
  /** All records are of one trace, so that all that is done belongs to it. */
  readonly #isOfOne: boolean;

  /** `options` are asked for the first record of each trace. */
  constructor(records: Iterable<FeedRecord>, name: string, options: (record: FeedRecord) => SpanOptions) {
    const traces = new Set<string | undefined>();
    for (const record of records) {
      const traceparent = traceparentOfRecord(record);
      if (traces.has(traceparent)) continue;
      traces.add(traceparent);
      if (traceparent === undefined || this.#spans.size >= MOST_SPANS) continue;
      const span = tracer().startSpan(name, options(record), contextOf(traceparent));
      if (span.isRecording()) this.#spans.set(traceparent, span);
    }
    this.#isOfOne = traces.size === 1;
  }

  get isEmpty(): boolean {
    return this.#spans.size === 0;
  }

  /** The record as a child of the span, so that what comes of it belongs there. */
  continued(record: FeedRecord): FeedRecord {
    const span = this.#spans.get(traceparentOfRecord(record) ?? '');
    return span ? { ...record, meta: { ...record.meta, traceparent: traceparentOfSpan(span) } } : record;
  }

  /** Spans last as long as the work. Those of work for which `attributesOf` knows none are never shown. */
  async around<T>(work: () => Promise<T>, attributesOf: (result: T) => Attributes | undefined): Promise<T> {
    try {
      const result = await this.#within(work);
      const attributes = attributesOf(result);
      if (attributes) this.#end((span) => span.setAttributes(attributes));
      return result;
    } catch (error) {
      this.#end((span) => markFailed(span, error));
      throw error;
    }
  }

  #within<T>(work: () => Promise<T>): Promise<T> {
    const [span] = this.#isOfOne ? this.#spans.values() : [];
    return span ? context.with(trace.setSpan(ROOT_CONTEXT, span), work) : work();
  }

  #end(say: (span: Span) => void): void {
    for (const span of this.#spans.values()) {
      say(span);
      span.end();
    }
  }
}
