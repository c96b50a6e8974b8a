import { SpanKind } from '@opentelemetry/api';
import type { AppendResult } from '../event-store.js';
import { DURATIONS, histogram, SIZES } from '../measuring.js';
import type { PreparedAppend } from '../prepared-append.js';
import { inSpan, isTraced } from '../tracing.js';

/** `transaction`: `own`, then the commit is in it, or the `caller`'s, who commits later. */
const duration = histogram('clientele.append.duration', {
  unit: 's',
  description: 'Time that an append takes, as its caller sees it.',
  advice: { explicitBucketBoundaries: DURATIONS },
});

const size = histogram('clientele.append.events', {
  unit: '{event}',
  description: 'Events of an append.',
  advice: { explicitBucketBoundaries: SIZES },
});

type Append = (appends: readonly PreparedAppend[]) => Promise<AppendResult[]>;

/** Measures an append, and shows it as a span where the caller is traced. */
export const observeAppend = async (
  service: string,
  transaction: 'own' | 'caller',
  appends: readonly PreparedAppend[],
  append: Append,
): Promise<AppendResult[]> => {
  const events = appends.reduce((sum, each) => sum + each.events.length, 0);
  const began = performance.now();
  const results = await (isTraced() ? inAppendSpan(service, events, appends, append) : append(appends));
  const attributes = { service, transaction };
  duration.record((performance.now() - began) / 1_000, attributes);
  size.record(events, attributes);
  return results;
};

const inAppendSpan = (
  service: string,
  events: number,
  appends: readonly PreparedAppend[],
  append: Append,
): Promise<AppendResult[]> => {
  const attributes = {
    'db.system.name': 'postgresql',
    'clientele.service': service,
    'clientele.append.streams': appends.length,
    'clientele.append.events': events,
  };
  return inSpan('append', { kind: SpanKind.CLIENT, attributes }, () => append(appends));
};
