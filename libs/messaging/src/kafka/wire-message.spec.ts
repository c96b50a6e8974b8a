import { describe, expect, it } from '@jest/globals';
import type { FeedRecord } from '@clientele/event-sourcing';
import fc from 'fast-check';
import type { KafkaMessage, Message } from 'kafkajs';
import { fromMessage, progressMessage, PROGRESS_TYPE, toMessage } from './wire-message.js';

const record: FeedRecord = {
  source: 'intake',
  shard: 3,
  sequence: 42,
  previous: 40,
  stream: 'fact-1',
  type: 'LeadReceived',
  schemaVersion: 2,
  data: { name: '张伟', amount: '12.50' },
  meta: { actor: 'source:fair', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
  eventId: '01890a5d-ac96-774b-bcce-b302099a8057',
  recordedAt: new Date('2026-01-31T09:30:00.123Z'),
};

/** As a broker hands it over: all is bytes. */
const received = ({ value, headers = {} }: Message): KafkaMessage =>
  ({
    value: value === null ? null : Buffer.from(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text as string)])),
  }) as unknown as KafkaMessage;

describe('a record on the wire', () => {
  it('is a CloudEvent in binary mode, whose headers say where it stands', () => {
    expect(toMessage(record)).toEqual({
      partition: 3,
      key: 'fact-1',
      value: '{"name":"张伟","amount":"12.50"}',
      headers: {
        ce_specversion: '1.0',
        ce_type: 'clientele.intake.LeadReceived.v2',
        ce_source: '/clientele/intake',
        ce_id: '01890a5d-ac96-774b-bcce-b302099a8057',
        ce_time: '2026-01-31T09:30:00.123Z',
        ce_subject: 'fact-1',
        'content-type': 'application/json',
        sequence: '42',
        previous: '40',
        meta: '{"actor":"source:fair"}',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
    });
  });

  it('comes out as it went in', () => {
    const told = fromMessage('intake', 3, received(toMessage(record)));
    expect(told).toEqual({ previous: 40, sequence: 42, record });
    const bare = { ...record, meta: {} };
    expect(fromMessage('intake', 3, received(toMessage(bare)))?.record).toEqual(bare);
  });

  it('may be none, and tell only how far the shard is', () => {
    const message = progressMessage('intake', 3, 42, 50);
    expect(message.headers).toMatchObject({ ce_type: PROGRESS_TYPE, previous: '42', sequence: '50' });
    expect(fromMessage('intake', 3, received(message))).toEqual({ previous: 42, sequence: 50 });
  });

  it.each([
    ['has no headers', { value: '{}' }],
    ['has no numbers', { value: '{}', headers: { ...toMessage(record).headers, sequence: 'x' } }],
    ['goes backwards', { value: '{}', headers: { ...toMessage(record).headers, previous: '42' } }],
    ['is of another service', { value: '{}', headers: { ...toMessage(record).headers, ce_type: 'clientele.x.Y.v1' } }],
    ['has no JSON', { value: 'rubbish', headers: toMessage(record).headers }],
    ['has no stream', { value: '{}', headers: { ...toMessage(record).headers, ce_subject: '' } }],
    ['has no id', { value: '{}', headers: { ...toMessage(record).headers, ce_id: '' } }],
    ['has no such time', { value: '{}', headers: { ...toMessage(record).headers, ce_time: '2026-02-30T25:00:00Z' } }],
    ['has U+0000 in its stream', { value: '{}', headers: { ...toMessage(record).headers, ce_subject: 'a\0' } }],
    ['has U+0000 in its data', { value: '{"a":"\\u0000"}', headers: toMessage(record).headers }],
    ['has half a character in its data', { value: '{"a":"\\uD800"}', headers: toMessage(record).headers }],
    [
      'has half a character in its meta',
      { value: '{}', headers: { ...toMessage(record).headers, meta: '{"a":"\\ud800"}' } },
    ],
    ['has no value', { value: null, headers: toMessage(record).headers }],
  ])('is none of ours where it %s', (_, message) => {
    expect(fromMessage('intake', 3, received(message as Message))).toBeUndefined();
  });

  it('never throws, whatever others wrote', () => {
    const header = fc.constantFrom('sequence', 'previous', 'ce_type', 'ce_time', 'meta', 'traceparent', 'ce_subject');
    fc.assert(
      fc.property(fc.dictionary(header, fc.string()), fc.option(fc.string()), (headers, value) => {
        fromMessage('intake', 0, received({ value, headers: { sequence: '2', previous: '1', ...headers } }));
      }),
    );
  });
});
