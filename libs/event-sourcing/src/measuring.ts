import { metrics, type Attributes, type Meter, type MeterProvider, type MetricOptions } from '@opentelemetry/api';

/** Counts up. */
export interface Count {
  add(value: number, attributes?: Attributes): void;
}

/** Takes single values, of which percentiles are asked later. */
export interface Distribution {
  record(value: number, attributes?: Attributes): void;
}

/**
 * Made when it is used for the first time, and again where a program set up its meter provider after that: instruments of
 * OpenTelemetry belong for good to the provider that made them.
 */
const whenUsed = <T>(make: (meter: Meter) => T): (() => T) => {
  let provider: MeterProvider | undefined;
  let made: T;
  return () => {
    const current = metrics.getMeterProvider();
    if (current !== provider) made = make((provider = current).getMeter('clientele'));
    return made;
  };
};

/** A counter for the whole program. Does nothing where nobody set up OpenTelemetry. */
export const counter = (name: string, options: MetricOptions): Count => {
  const instrument = whenUsed((meter) => meter.createCounter(name, options));
  return { add: (value, attributes) => instrument().add(value, attributes) };
};

/** A histogram for the whole program. Does nothing where nobody set up OpenTelemetry. */
export const histogram = (name: string, options: MetricOptions): Distribution => {
  const instrument = whenUsed((meter) => meter.createHistogram(name, options));
  return { record: (value, attributes) => instrument().record(value, attributes) };
};

/** Seconds, from half a millisecond to a minute. */
export const DURATIONS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Of things handled at once. */
export const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000];
