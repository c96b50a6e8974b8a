import { startTelemetry } from '@clientele/platform/telemetry';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';

export interface RecordedSpans {
  /** Those that have ended, in that order. */
  readonly ended: readonly ReadableSpan[];
  stop(): Promise<void>;
}

/** Records spans of this process in memory until it is stopped: all, or of the traces that begin here a share. */
export const recordSpans = async (ratio = 1): Promise<RecordedSpans> => {
  const spanExporter = new InMemorySpanExporter();
  const environment = { OTEL_TRACES_SAMPLER_ARG: String(ratio) };
  const telemetry = await startTelemetry({ service: 'test', environment, spanExporter });
  return {
    get ended() {
      return spanExporter.getFinishedSpans();
    },
    stop: () => telemetry.shutdown(),
  };
};
