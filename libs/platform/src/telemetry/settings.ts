import { ConfigError, EnvironmentReader } from '../config/environment-reader.js';

/** Where traces and metrics go. The exporters read the other variables of OTLP (headers, time-outs) by themselves. */
export interface TelemetrySettings {
  /** `otlp`: to a collector; `console`: a line of JSON a span on standard output. */
  readonly traces: 'otlp' | 'console' | 'none';
  /** Of the traces that begin here, from 0 to 1; one that began elsewhere goes on as was decided there. */
  readonly ratio: number;
  readonly pushesMetrics: boolean;
}

/** By the names that OpenTelemetry gave to its settings. @throws ConfigError */
export const telemetrySettings = (environment: NodeJS.ProcessEnv): TelemetrySettings => {
  const read = new EnvironmentReader(environment);
  const has = (...names: string[]): boolean => names.some((name) => read.text(name) !== undefined);
  const settings: TelemetrySettings = {
    traces:
      read.oneOf('OTEL_TRACES_EXPORTER', ['otlp', 'console', 'none']) ??
      (has('OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ? 'otlp' : 'none'),
    ratio: read.ratio('OTEL_TRACES_SAMPLER_ARG') ?? 1,
    pushesMetrics: has('OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'),
  };
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  return settings;
};
