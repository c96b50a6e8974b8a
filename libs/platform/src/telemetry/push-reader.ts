import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { PeriodicExportingMetricReader, type IMetricReader } from '@opentelemetry/sdk-metrics';

const EVERY = 15_000;

/** Pushes metrics to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names. */
export const pushReader = (mostGauges: number): IMetricReader =>
  new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    exportIntervalMillis: EVERY,
    exportTimeoutMillis: EVERY,
    cardinalityLimits: { observableGauge: mostGauges },
  });
