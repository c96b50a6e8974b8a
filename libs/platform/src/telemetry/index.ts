export { addMetrics } from './add-metrics.js';
export { METRICS_TYPE, metricsText, startTelemetry, type Telemetry, type TelemetryOptions } from './telemetry.js';
