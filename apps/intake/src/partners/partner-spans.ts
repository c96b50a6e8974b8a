import { context, SpanKind, trace, type Span } from '@opentelemetry/api';
import {
  activeTraceparent,
  contextOf,
  markFailed,
  traceparentOfSpan,
  tracer,
  withTraceparent,
} from '@clientele/event-sourcing';
import type { InboxMessage } from '@clientele/messaging/kafka';
import type { Receipt } from '../fact/fact-batch.js';

/** A batch of five hundred traced records is shown in some of them. */
const MOST_SPANS = 50;

/** Each record is a span: of the trace that its partner says by a `traceparent` header, or the first of a new one. */
export class PartnerSpans {
  readonly #spans: ReadonlyMap<InboxMessage, Span>;
  readonly #only: Span | undefined;

  constructor(messages: readonly InboxMessage[]) {
    const started = messages.slice(0, MOST_SPANS).map((message) => [message, start(message)] as const);
    this.#spans = new Map(started.filter(([, span]) => span.isRecording()));
    this.#only = messages.length === 1 ? this.#spans.get(messages[0]!) : undefined;
  }

  /** For what is made of the record. */
  traceparentOf(message: InboxMessage): string | undefined {
    const span = this.#spans.get(message);
    return span ? traceparentOfSpan(span) : withTraceparent(givenBy(message), activeTraceparent);
  }

  outcome(message: InboxMessage, status: Receipt['status']): void {
    this.#spans.get(message)?.setAttribute('clientele.receipt.status', status);
  }

  /** What is done for one record alone belongs to its span. */
  async around<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await (this.#only ? context.with(trace.setSpan(context.active(), this.#only), work) : work());
    } catch (error) {
      for (const span of this.#spans.values()) markFailed(span, error);
      throw error;
    } finally {
      for (const span of this.#spans.values()) span.end();
    }
  }
}

const start = (message: InboxMessage): Span => {
  const { topic, partition, offset } = message;
  const attributes = {
    'messaging.system': 'kafka',
    'messaging.operation.type': 'process',
    'messaging.destination.name': topic,
    'messaging.destination.partition.id': String(partition),
    'messaging.kafka.offset': Number(offset),
  };
  return tracer().startSpan(`process ${topic}`, { kind: SpanKind.CONSUMER, attributes }, contextOf(givenBy(message)));
};

const givenBy = ({ headers }: InboxMessage): string | undefined => headers.get('traceparent')?.[0]?.toString();
