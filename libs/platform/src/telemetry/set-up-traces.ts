import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { processResource } from './process-resource.js';
import type { TelemetrySettings } from './settings.js';
import { SpanLines } from './span-lines.js';

export const setUpTraces = async (
  service: string,
  { traces, ratio }: TelemetrySettings,
  given?: SpanExporter,
): Promise<{ shutdown(): Promise<void> }> => {
  const spanProcessors: SpanProcessor[] = [];
  if (given) spanProcessors.push(new SimpleSpanProcessor({ exporter: given }));
  if (traces === 'console') spanProcessors.push(new SimpleSpanProcessor({ exporter: new SpanLines(process.stdout) }));
  if (traces === 'otlp') spanProcessors.push(new BatchSpanProcessor({ exporter: await otlpExporter() }));
  const provider = new TracerProvider({
    resource: processResource(service),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors,
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return provider;
};

const otlpExporter = async (): Promise<SpanExporter> => {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  return new OTLPTraceExporter();
};
