import { metrics } from '@opentelemetry/api';
import { InstrumentType, MeterProvider, type IMetricReader } from '@opentelemetry/sdk-metrics';
import { observeProcess } from './observe-process.js';
import { processResource } from './process-resource.js';
import { PrometheusReader } from './prometheus-reader.js';

export interface MetricsSetup {
  /** All metrics, for Prometheus. */
  readonly read: () => Promise<string>;
  readonly shutdown: () => Promise<void>;
}

/** Gauges have a series for each subscription, source and shard; a store has up to 256 shards. */
const MOST_GAUGES = 20_000;

/** Metrics of the whole process; pushed, too, where a collector is named. */
export const setUpMetrics = async (service: string, pushes: boolean): Promise<MetricsSetup> => {
  const text = new PrometheusReader({
    cardinalitySelector: (type) => (type === InstrumentType.OBSERVABLE_GAUGE ? MOST_GAUGES : 2_000),
  });
  const readers: IMetricReader[] = [text];
  if (pushes) readers.push((await import('./push-reader.js')).pushReader(MOST_GAUGES));
  const provider = new MeterProvider({ resource: processResource(service), readers });
  metrics.setGlobalMeterProvider(provider);
  observeProcess(provider.getMeter('clientele'));
  return { read: () => text.read(), shutdown: () => provider.shutdown() };
};
