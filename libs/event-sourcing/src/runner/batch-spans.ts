import { context, ROOT_CONTEXT, SpanKind, trace, type Span } from '@opentelemetry/api';
import type { FeedRecord, FeedSlice } from '../feed.js';
import { isView, type Reaction, type View } from '../projection.js';
import { contextOf, markFailed, traceparentOfRecord, traceparentOfSpan, tracer } from '../tracing.js';

/** A batch of a thousand traced requests is shown in some of them. */
const MOST_SPANS = 50;

/** A batch has records of many traces: in each of these it is a span, a child of what appended the record. */
export class BatchSpans {
  /** By the traceparent that the records came with. */
  readonly #spans = new Map<string, Span>();
  /** All records are of one trace, so that all that is done belongs to it. */
  readonly #isOfOne: boolean;

  constructor(
    private readonly projection: View | Reaction,
    private readonly service: string,
    private readonly slices: readonly FeedSlice[],
  ) {
    const traces = new Set<string | undefined>();
    for (const record of slices.flatMap(({ records }) => records)) {
      const traceparent = traceparentOfRecord(record);
      if (traces.has(traceparent)) continue;
      traces.add(traceparent);
      if (traceparent !== undefined && this.#spans.size < MOST_SPANS) this.#start(traceparent, record);
    }
    this.#isOfOne = traces.size === 1;
  }

  /** As the projection gets them: what a reaction appends because of a record belongs to the span. */
  get delivered(): readonly FeedSlice[] {
    if (isView(this.projection) || this.#spans.size === 0) return this.slices;
    return this.slices.map((slice) => ({ ...slice, records: slice.records.map((record) => this.#continued(record)) }));
  }

  /** `recordsOf` tells how many were handled; none at all where another process had done so: that is never shown. */
  async around<T>(work: () => Promise<T>, recordsOf: (result: T) => number | undefined): Promise<T> {
    try {
      const result = await this.#within(work);
      const records = recordsOf(result);
      if (records !== undefined) this.#end((span) => span.setAttribute('clientele.batch.records', records));
      return result;
    } catch (error) {
      this.#end((span) => markFailed(span, error));
      throw error;
    }
  }

  #start(traceparent: string, { source, shard }: FeedRecord): void {
    const verb = isView(this.projection) ? 'project' : 'react';
    const attributes = { 'clientele.service': this.service, 'clientele.source': source, 'clientele.shard': shard };
    const options = { kind: SpanKind.CONSUMER, attributes };
    const span = tracer().startSpan(`${verb} ${this.projection.name}`, options, contextOf(traceparent));
    if (span.isRecording()) this.#spans.set(traceparent, span);
  }

  #continued(record: FeedRecord): FeedRecord {
    const span = this.#spans.get(traceparentOfRecord(record) ?? '');
    return span ? { ...record, meta: { ...record.meta, traceparent: traceparentOfSpan(span) } } : record;
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
