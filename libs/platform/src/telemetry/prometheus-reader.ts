import { MetricReader, type MetricData, type ResourceMetrics, type ScopeMetrics } from '@opentelemetry/sdk-metrics';

/** A scrape is not held up by a database that does not answer. */
const LONGEST = 3_000;

/** As OpenTelemetry says that units become a part of names in Prometheus; in braces they are comments. */
const UNIT_NAMES: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes' };

/** Metrics as text for Prometheus, when they are asked for. OpenTelemetry's own exporter wants an HTTP server for it. */
export class PrometheusReader extends MetricReader {
  async read(): Promise<string> {
    const [{ resourceMetrics }, { PrometheusSerializer }] = await Promise.all([
      this.collect({ timeoutMillis: LONGEST }),
      import('@opentelemetry/exporter-prometheus'),
    ]);
    return new PrometheusSerializer(undefined, false, undefined, false, true).serialize(withUnits(resourceMetrics));
  }

  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}

const withUnits = ({ resource, scopeMetrics }: ResourceMetrics): ResourceMetrics => ({
  resource,
  scopeMetrics: scopeMetrics.map(({ scope, metrics }): ScopeMetrics => ({
    scope,
    metrics: metrics.map((metric) => withUnit(metric)),
  })),
});

const withUnit = (metric: MetricData): MetricData => {
  const unit = UNIT_NAMES[metric.descriptor.unit];
  const name = unit === undefined ? metric.descriptor.name : `${metric.descriptor.name}.${unit}`;
  return { ...metric, descriptor: { ...metric.descriptor, name, unit: '' } };
};
