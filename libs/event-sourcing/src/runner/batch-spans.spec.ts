import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { recordSpans, type RecordedSpans } from '@clientele/testing';
import type { FeedRecord, FeedSlice } from '../feed.js';
import type { Reaction, View } from '../projection.js';
import { activeTraceparent } from '../tracing.js';
import { BatchSpans } from './batch-spans.js';

const nothing = async (): Promise<void> => undefined;
const view: View = { name: 'profile', version: 1, sources: {}, create: nothing, project: nothing };
const reaction: Reaction = { name: 'register', sources: {}, react: nothing };

const traceparent = (digit: string, span = '1'): string => `00-${digit.repeat(32)}-${span.repeat(16)}-01`;
const slicesOf = (...traceparents: (string | undefined)[]): FeedSlice[] => {
  const records = traceparents.map(
    (each, index) =>
      ({
        source: 'intake',
        shard: 3,
        sequence: index + 1,
        recordedAt: new Date(),
        meta: { traceparent: each },
      }) as FeedRecord,
  );
  return [{ shard: 3, from: 0, to: records.length, records }];
};

describe('the spans of a batch', () => {
  let spans: RecordedSpans;
  beforeEach(async () => {
    spans = await recordSpans();
  });
  afterEach(() => spans.stop());

  const run = (projection: View | Reaction, slices: FeedSlice[], work = nothing): Promise<void> =>
    new BatchSpans(projection, 'customers', slices).around(work, () => slices[0]!.records.length);
  const idsOf = (): (string | undefined)[][] =>
    spans.ended.map((span) => [span.name, span.spanContext().traceId[0], span.parentSpanContext?.spanId[0]]);

  it('are one in each trace of its records, below what appended them', async () => {
    await run(view, slicesOf(traceparent('a', '1'), undefined, traceparent('b', '2'), traceparent('a', '1')));
    expect(idsOf()).toEqual([
      ['project profile', 'a', '1'],
      ['project profile', 'b', '2'],
    ]);
    expect(spans.ended[0]?.attributes).toEqual({
      'clientele.service': 'customers',
      'clientele.source': 'intake',
      'clientele.shard': 3,
      'clientele.batch.records': 4,
    });
  });

  it('are no more than fifty', async () => {
    await run(
      view,
      slicesOf(...Array.from({ length: 200 }, (_, n) => `00-${String(n + 1).padStart(32, '0')}-${'1'.repeat(16)}-01`)),
    );
    expect(spans.ended.length).toBe(50);
  });

  it('are what all that is done belongs to, where all records are of one trace', async () => {
    const seen: (string | undefined)[] = [];
    const look = async (): Promise<void> => void seen.push(activeTraceparent()?.slice(3, 4));
    await run(reaction, slicesOf(traceparent('a'), traceparent('a')), look);
    await run(reaction, slicesOf(traceparent('a'), traceparent('b')), look);
    await run(reaction, slicesOf(traceparent('a'), undefined), look);
    expect(seen).toEqual(['a', undefined, undefined]);
  });

  it('are what records lead to in a reaction, each its own', () => {
    const slices = slicesOf(traceparent('a'), undefined, traceparent('b'));
    const spansOf = (projection: View | Reaction) =>
      new BatchSpans(projection, 'customers', slices).delivered.flatMap(({ records }) => records);
    const [a, none, b] = spansOf(reaction).map(({ meta }) => meta.traceparent);
    expect([a?.slice(0, 5), none, b?.slice(0, 5)]).toEqual(['00-aa', undefined, '00-bb']);
    expect(a).not.toBe(traceparent('a'));
    expect(spansOf(view)[0]?.meta.traceparent).toBe(traceparent('a'));
  });

  it('are not shown where another process had done the work, and told where it failed', async () => {
    const batch = () => new BatchSpans(view, 'customers', slicesOf(traceparent('a')));
    await batch().around(nothing, () => undefined);
    expect(spans.ended).toEqual([]);
    const failing = batch().around(
      () => Promise.reject(new RangeError('ann@example.org')),
      () => 1,
    );
    await expect(failing).rejects.toThrow();
    expect(spans.ended[0]?.attributes).toMatchObject({ 'error.type': 'RangeError' });
  });
});
