import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { always, mostly, recordSpans, wildText, type RecordedSpans } from '@clientele/testing';
import fc from 'fast-check';
import type { FeedRecord } from './feed.js';
import { activeTraceparent, causedBy, inSpan, withTraceparent } from './tracing.js';

const WRITTEN = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[0-9a-f]$/;
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCG'), minLength: length, maxLength: length });
const traceparent = mostly(
  fc
    .tuple(fc.constantFrom('00', 'ff', '01'), hex(32), hex(16), fc.constantFrom('01', '00', '03'))
    .map((parts) => parts.join('-')),
  wildText(60),
);

describe('a traceparent', () => {
  let spans: RecordedSpans;
  beforeAll(async () => {
    spans = await recordSpans();
  });
  afterAll(() => spans.stop());

  always(
    'of whatever text is the trace that goes on, or none: a new one begins',
    fc.asyncProperty(traceparent, async (given) => {
      const within = await withTraceparent(given, () => inSpan('work', {}, async () => activeTraceparent()));
      if (within !== undefined) expect(within).toMatch(WRITTEN);
      const goesOn = within?.split('-')[1] === given.split('-')[1];
      // What another version of the standard has may be read as this one's, or not.
      if (WRITTEN.test(given) && given.endsWith('1')) expect(goesOn).toBe(true);
      const record = { meta: { traceparent: given }, recordedAt: new Date(), eventId: 'e' } as unknown as FeedRecord;
      expect(causedBy(record).causationId).toBe('e');
    }),
    { runs: 300 },
  );
});
