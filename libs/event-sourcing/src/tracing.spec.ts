import { afterEach, describe, expect, it } from '@jest/globals';
import { recordSpans, type RecordedSpans } from '@clientele/testing';
import type { Decider } from './decider.js';
import type { DomainEvent } from './event.js';
import type { FeedRecord } from './feed.js';
import { MemoryEventStore } from './memory-event-store.js';
import { causedBy, inSpan, withTraceparent } from './tracing.js';

const Door: Decider<object, DomainEvent> = { name: 'door', initial: {}, evolve: (state) => state };
const opened = () => [{ type: 'Opened', data: {} }];
const PARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const NOT_SAMPLED = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;

describe('the trace of an event', () => {
  let spans: RecordedSpans | undefined;
  afterEach(() => spans?.stop());

  const metaOf = async (work: (store: MemoryEventStore) => Promise<unknown>): Promise<unknown> => {
    const store = new MemoryEventStore();
    await work(store);
    return (await store.readStream('door-1'))[0]?.meta;
  };
  const open = (store: MemoryEventStore) => store.transact(Door, '1', opened, { meta: { actor: 'user:ann' } });

  it('is nothing where nobody set up OpenTelemetry', async () => {
    expect(await metaOf((store) => withTraceparent(PARENT, () => open(store)))).toEqual({ actor: 'user:ann' });
  });

  it('is that in which it was appended', async () => {
    spans = await recordSpans();
    const meta = await metaOf((store) => withTraceparent(PARENT, () => inSpan('work', {}, () => open(store))));
    const [work] = spans.ended;
    const { traceId, spanId } = work!.spanContext();
    expect(work?.parentSpanContext).toMatchObject({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) });
    expect(meta).toEqual({ actor: 'user:ann', traceparent: `00-${traceId}-${spanId}-01` });
  });

  it('is nothing where it is not sampled, or where there is none', async () => {
    spans = await recordSpans(0);
    const unmarked = { actor: 'user:ann' };
    expect(await metaOf(open)).toEqual(unmarked);
    expect(await metaOf((store) => inSpan('work', {}, () => open(store)))).toEqual(unmarked);
    expect(await metaOf((store) => withTraceparent(NOT_SAMPLED, () => open(store)))).toEqual(unmarked);
    expect(await metaOf((store) => withTraceparent('nonsense', () => open(store)))).toEqual(unmarked);
  });

  it('is what its meta says, rather than what is being done', async () => {
    spans = await recordSpans();
    const events = [{ ...opened()[0]!, meta: { traceparent: PARENT } }];
    const append = (store: MemoryEventStore) => store.append([{ stream: 'door-1', events }]);
    expect(await metaOf((store) => inSpan('work', {}, () => append(store)))).toEqual({ traceparent: PARENT });
  });

  it('goes on in what a record causes, unless it was over long ago', () => {
    const record = (recordedAt: Date) => ({ eventId: '7', meta: { traceparent: PARENT }, recordedAt }) as FeedRecord;
    expect(causedBy(record(new Date()))).toEqual({ causationId: '7', traceparent: PARENT });
    expect(causedBy(record(new Date('2020-01-01')))).toEqual({ causationId: '7' });
  });

  it('tells an error by its name alone', async () => {
    spans = await recordSpans();
    const failing = inSpan('work', {}, () => Promise.reject(new TypeError('ann@example.org')));
    await expect(failing).rejects.toThrow(TypeError);
    const [work] = spans.ended;
    expect(work?.attributes).toEqual({ 'error.type': 'TypeError' });
    expect(JSON.stringify([work?.status, work?.events])).not.toContain('ann');
  });
});
