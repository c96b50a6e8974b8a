import { SpanKind } from '@opentelemetry/api';
import type { FeedSlice } from '../feed.js';
import { isView, type Reaction, type View } from '../projection.js';
import { TraceSpans } from '../trace-spans.js';

/** A batch in the traces of its records. */
export class BatchSpans {
  readonly #spans: TraceSpans;

  constructor(
    private readonly projection: View | Reaction,
    service: string,
    private readonly slices: readonly FeedSlice[],
  ) {
    const verb = isView(projection) ? 'project' : 'react';
    const records = slices.flatMap((slice) => slice.records);
    this.#spans = new TraceSpans(records, `${verb} ${projection.name}`, ({ source, shard }) => ({
      kind: SpanKind.CONSUMER,
      attributes: { 'clientele.service': service, 'clientele.source': source, 'clientele.shard': shard },
    }));
  }

  /** As the projection gets them: what a reaction appends because of a record belongs to the span. */
  get delivered(): readonly FeedSlice[] {
    if (isView(this.projection) || this.#spans.isEmpty) return this.slices;
    return this.slices.map((slice) => ({
      ...slice,
      records: slice.records.map((record) => this.#spans.continued(record)),
    }));
  }

  /** `recordsOf` tells how many were handled; none at all where another process had done so: that is never shown. */
  around<T>(work: () => Promise<T>, recordsOf: (result: T) => number | undefined): Promise<T> {
    return this.#spans.around(work, (result) => {
      const records = recordsOf(result);
      return records === undefined ? undefined : { 'clientele.batch.records': records };
    });
  }
}
