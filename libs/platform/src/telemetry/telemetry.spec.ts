import { afterEach, describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { counter, histogram, isTraced, inSpan } from '@clientele/event-sourcing';
import { ConfigError } from '../config/environment-reader.js';
import { metricsText, startTelemetry, type Telemetry } from './index.js';

describe('telemetry', () => {
  let telemetry: Telemetry | undefined;
  afterEach(async () => {
    await telemetry?.shutdown();
    telemetry = undefined;
  });
  const start = async (environment: NodeJS.ProcessEnv = {}): Promise<void> => {
    telemetry = await startTelemetry({ service: 'intake', environment });
  };

  it('tells metrics by the names that Prometheus expects', async () => {
    await start();
    counter('clientele.test', { unit: '{thing}', description: 'Things.' }).add(2, { service: 'intake' });
    histogram('clientele.test.duration', { unit: 's', advice: { explicitBucketBoundaries: [1] } }).record(0.5);
    const text = await metricsText();
    expect(text).toContain('# HELP clientele_test_total Things.\n# TYPE clientele_test_total counter\n');
    expect(text).toContain('clientele_test_total{service="intake"} 2\n');
    expect(text).toContain('clientele_test_duration_seconds_bucket{le="1"} 1\n');
    expect(text).toMatch(/^process_memory_usage_bytes \d+$/m);
    expect(text).toMatch(/^target_info\{.*service_name="intake"/m);
  });

  it('has instruments that were made before it began, and again after it ended', async () => {
    const things = counter('clientele.things', {});
    things.add(1);
    await start();
    things.add(2);
    expect(await metricsText()).toContain('clientele_things_total 2\n');
    await telemetry!.shutdown();
    expect(await metricsText()).toBe('');
    await start();
    things.add(3);
    expect(await metricsText()).toContain('clientele_things_total 3\n');
  });

  it('records no span while nobody takes them', async () => {
    await start();
    expect(await inSpan('work', {}, async (span) => [span.isRecording(), isTraced()])).toEqual([false, false]);
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it('says in words what it cannot use', async () => {
    await expect(start({ OTEL_TRACES_SAMPLER_ARG: 'half', OTEL_TRACES_EXPORTER: 'zipkin' })).rejects.toThrow(
      ConfigError,
    );
    await expect(start({ OTEL_TRACES_SAMPLER_ARG: '2' })).rejects.toThrow('OTEL_TRACES_SAMPLER_ARG');
  });
});
