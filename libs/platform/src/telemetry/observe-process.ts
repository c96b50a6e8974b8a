import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import type { Meter } from '@opentelemetry/api';

const MICROSECONDS = 1e6;
const NANOSECONDS = 1e9;
/** Milliseconds between the timers by which delays are measured. */
const RESOLUTION = 10;

/** The process itself, by the names that OpenTelemetry gives to these. Costs nothing until somebody looks. */
export const observeProcess = (meter: Meter): void => {
  observeCpu(meter);
  observeMemory(meter);
  observeEventLoop(meter);
};

const observeCpu = (meter: Meter): void =>
  meter
    .createObservableCounter('process.cpu.time', { unit: 's', description: 'Processor time used.' })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe(user / MICROSECONDS, { 'cpu.mode': 'user' });
      result.observe(system / MICROSECONDS, { 'cpu.mode': 'system' });
    });

const observeMemory = (meter: Meter): void => {
  meter
    .createObservableUpDownCounter('process.memory.usage', { unit: 'By', description: 'Physical memory in use.' })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  meter
    .createObservableUpDownCounter('v8js.memory.heap.used', { unit: 'By', description: 'Heap in use, by space.' })
    .addCallback((result) => {
      for (const { space_name, space_used_size } of getHeapSpaceStatistics())
        result.observe(space_used_size, { 'v8js.heap.space.name': space_name });
    });
};

/** Since the last look; the first look begins to measure. */
const observeEventLoop = (meter: Meter): void => {
  let delays: ReturnType<typeof monitorEventLoopDelay> | undefined;
  const of = (name: string) =>
    meter.createObservableGauge(`nodejs.eventloop.delay.${name}`, {
      unit: 's',
      description: 'How much later than due the event loop came to its timers, since the last look.',
    });
  const [p50, p99, max] = [of('p50'), of('p99'), of('max')];
  meter.addBatchObservableCallback(
    (result) => {
      if (!delays) (delays = monitorEventLoopDelay({ resolution: RESOLUTION })).enable();
      if (delays.count === 0) return;
      result.observe(p50, lateness(delays.percentile(50)));
      result.observe(p99, lateness(delays.percentile(99)));
      result.observe(max, lateness(delays.max));
      delays.reset();
    },
    [p50, p99, max],
  );
};

/** Node tells the time from one timer to the next, in nanoseconds. */
const lateness = (between: number): number => Math.max(0, between / NANOSECONDS - RESOLUTION / 1_000);
