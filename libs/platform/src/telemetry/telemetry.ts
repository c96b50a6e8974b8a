import { setTimeout } from 'node:timers/promises';
import { context, diag, DiagLogLevel, metrics, propagation, trace } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { createLogger } from '../logging/logger.js';
import type { MetricsSetup } from './set-up-metrics.js';
import { telemetrySettings, type TelemetrySettings } from './settings.js';

export interface TelemetryOptions {
  /** The process: `intake`, `gateway`, or `clientele` where all services are in one. */
  readonly service: string;
  /** Variables; those of the process unless said. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Gets every span as it ends, whatever the variables say: for tests. */
  readonly spanExporter?: SpanExporter;
  /** Hears what keeps spans or metrics from getting where they should. */
  readonly logger?: Logger;
}

export interface Telemetry {
  /** Sends what has not been sent yet. */
  shutdown(): Promise<void>;
}

/** The text format 0.0.4 of Prometheus. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const LONGEST_FAREWELL = 3_000;

let reading: MetricsSetup['read'] | undefined;

/**
 * Sets OpenTelemetry up for this process; before the services, so that nothing is missed. Metrics are always there for
 * {@link metricsText}; spans are recorded only where somebody takes them. Code is loaded only for what is asked for.
 * @throws ConfigError
 */
export const startTelemetry = async (options: TelemetryOptions): Promise<Telemetry> => {
  const settings = telemetrySettings(options.environment ?? process.env);
  const logger = options.logger ?? createLogger('warn', options.service);
  diag.setLogger(diagInto(logger), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const { setUpMetrics } = await import('./set-up-metrics.js');
  const measured = await setUpMetrics(options.service, settings.pushesMetrics);
  reading = measured.read;
  const traced = await startTraces(options, settings);
  return {
    shutdown: async () => {
      reading = undefined;
      for (const api of [trace, metrics, context, propagation, diag]) api.disable();
      // A collector that is away must not hold up the end of the process.
      const sent = Promise.allSettled([measured.shutdown(), traced?.shutdown()]);
      await Promise.race([sent, setTimeout(LONGEST_FAREWELL, undefined, { ref: false })]);
    },
  };
};

/** All metrics of this process, for Prometheus. */
export const metricsText = async (): Promise<string> => (await reading?.()) ?? '';

const startTraces = async (options: TelemetryOptions, settings: TelemetrySettings): Promise<Telemetry | undefined> => {
  const { spanExporter, service } = options;
  if (spanExporter === undefined && settings.traces === 'none') return undefined;
  const { setUpTraces } = await import('./set-up-traces.js');
  return setUpTraces(service, settings, spanExporter);
};

const diagInto = (logger: Logger) => {
  const warn = (message: string): void => logger.warn({ telemetry: message.slice(0, 500) }, 'telemetry is in trouble');
  const nothing = (): void => undefined;
  return { error: warn, warn, info: nothing, debug: nothing, verbose: nothing };
};
