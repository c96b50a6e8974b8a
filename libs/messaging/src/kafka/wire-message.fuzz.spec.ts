import { describe, expect } from '@jest/globals';
import type { FeedRecord } from '@clientele/event-sourcing';
import { always, mostly, properText, wildJson, wildText } from '@clientele/testing';
import fc from 'fast-check';
import type { KafkaMessage, Message } from 'kafkajs';
import { fromMessage, toMessage } from './wire-message.js';

/** As a broker hands it over: all is bytes. */
const received = ({ value, headers = {} }: Message): KafkaMessage =>
  ({
    value: value === null ? null : Buffer.from(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text as string)])),
  }) as unknown as KafkaMessage;

const name = fc.stringMatching(/^[A-Za-z张][\w.-]{0,12}$/);
const json = fc
  .dictionary(properText(8), wildJson(properText(8)))
  .map((value) => JSON.parse(JSON.stringify(value)) as object);
const record: fc.Arbitrary<FeedRecord> = fc.record({
  source: fc.constantFrom('intake', 'made-up'),
  shard: fc.nat(255),
  previous: fc.nat(1_000),
  sequence: fc.integer({ min: 1_001, max: Number.MAX_SAFE_INTEGER }),
  stream: name,
  type: name,
  schemaVersion: fc.integer({ min: 1, max: 99 }),
  data: json,
  meta: json.map((meta) => ({
    actor: 'source:fair',
    ...meta,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  })),
  eventId: fc.uuid(),
  recordedAt: fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
});

describe('a record on the wire', () => {
  always(
    'comes out as it went in, whatever it holds',
    fc.property(record, (given) => {
      const { previous, sequence, shard } = given;
      expect(fromMessage(given.source, shard, received(toMessage(given)))).toEqual({
        previous,
        sequence,
        record: given,
      });
    }),
  );

  const own = toMessage({
    source: 'intake',
    shard: 0,
    previous: 1,
    sequence: 2,
    stream: 'fact-1',
    type: 'LeadReceived',
    schemaVersion: 1,
    data: { a: 1 },
    meta: {},
    eventId: '01890a5d-ac96-774b-bcce-b302099a8057',
    recordedAt: new Date('2026-01-31'),
  }).headers!;
  const foreign = fc.dictionary(
    fc.constantFrom(...Object.keys(own), 'meta', 'traceparent'),
    mostly(fc.constantFrom('7', '9007199254740993', '{}', '[]', '2026-02-30T00:00:00Z'), wildText()),
  );

  always(
    'that others made up is none of ours, or one that can be kept: with a stream, an id, a time, and text that PostgreSQL takes',
    fc.property(
      foreign,
      fc.option(
        fc.oneof(
          wildText(),
          wildJson().map((value) => JSON.stringify(value)),
        ),
      ),
      (headers, value) => {
        const told = fromMessage('intake', 0, received({ value, headers: { ...own, ...headers } }));
        if (!told) return;
        expect(told.previous).toBeLessThan(told.sequence);
        if (!told.record) return;
        const { stream, eventId, recordedAt, data, meta } = told.record;
        expect(stream).not.toBe('');
        expect(eventId).not.toBe('');
        expect(recordedAt.getTime()).not.toBeNaN();
        for (const text of [stream, eventId, JSON.stringify(data), JSON.stringify(meta)]) {
          expect(text.isWellFormed()).toBe(true);
          expect(text.replaceAll('\\\\', '')).not.toMatch(/\0|\\u(0000|d[89a-f])/i);
        }
      },
    ),
    { runs: 500 },
  );
});
