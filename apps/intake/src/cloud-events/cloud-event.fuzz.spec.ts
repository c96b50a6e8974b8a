import { describe, expect } from '@jest/globals';
import { MemoryEventStore } from '@clientele/event-sourcing';
import type { InboxMessage } from '@clientele/messaging/kafka';
import { IdentityKeys } from '@clientele/privacy';
import { always, mostly, nearly, wildJson, wildText } from '@clientele/testing';
import fc from 'fast-check';
import { FactBatch, type Incoming } from '../fact/fact-batch.js';
import { readRecord } from '../partners/partner-record.js';
import { partnerTopics } from '../partners/partner-topics.js';
import { rejectedMessage } from '../partners/rejected-message.js';
import { fromHeaders, toIncoming } from './cloud-event.js';

const data = nearly({
  source: fc.constant('shop'),
  customer: fc.constant({ email: 'ann@example.com' }),
  occurredAt: fc.constant('2026-01-31'),
  attributes: wildJson(),
});
const event = nearly({
  specversion: fc.constant('1.0'),
  type: fc.constantFrom('clientele.lead.v1', 'clientele.purchase.v1', 'clientele.activity.v1'),
  source: fc.constant('shop'),
  id: wildText(8),
  time: fc.constantFrom('2026-01-31T09:30:00Z', '2026-02-30'),
  datacontenttype: fc.constantFrom('application/json', 'application/vnd.shop+json; charset=utf-8'),
  data,
});
const keys = new IdentityKeys('a secret of some length');
/** Taken in by a store, which refuses what PostgreSQL cannot hold. */
const takeIn = async (incoming: Incoming): Promise<void> => {
  const batch = new FactBatch([incoming], { keys, now: Date.parse('2026-02-01') });
  const [receipt] = batch.receipts(await new MemoryEventStore().transactMany(batch.changes));
  if (receipt!.status === 'accepted') return;
  for (const { pointer, detail } of receipt!.reasons!) {
    expect(pointer).toMatch(/^(\/|$)/);
    expect(detail).toMatch(/[.?]$/);
  }
};

describe('a CloudEvent', () => {
  always(
    'of whatever shape is accepted or rejected with reasons, and can be stored',
    fc.asyncProperty(fc.oneof(wildJson(), event), (given) => takeIn(toIncoming(given))),
    { runs: 150 },
  );

  always(
    'in the headers of HTTP likewise',
    fc.asyncProperty(
      fc.dictionary(
        mostly(
          fc.constantFrom('ce-specversion', 'ce-type', 'ce-source', 'ce-id', 'ce-__proto__', 'ce-data'),
          wildText(8),
        ),
        mostly(fc.constantFrom('1.0', 'clientele.lead.v1', '%E5%BC%A0', '%', '"a"'), wildText()),
      ),
      fc.oneof(wildJson(), data),
      (headers, body) => takeIn(toIncoming(fromHeaders({ 'content-type': 'application/json', ...headers }, body))),
    ),
    { runs: 150 },
  );
});

const topics = partnerTopics('clientele');
const header = mostly(
  fc.constantFrom(
    'ce_specversion',
    'ce_type',
    'ce_source',
    'ce_id',
    'ce_time',
    'content-type',
    'Content-Type',
    'ce___proto__',
  ),
  wildText(8),
);
const text = mostly(
  fc.constantFrom('1.0', 'clientele.lead.v1', 'shop', 'application/json', 'application/cloudevents+json'),
  wildText(),
);
const bytes = fc.oneof(
  text.map((each) => Buffer.from(each)),
  fc.uint8Array({ maxLength: 8 }).map((each) => Buffer.from(each)),
);
const message = fc.record({
  topic: fc.constantFrom(...topics.records.keys()),
  partition: fc.constant(3),
  offset: fc.constant('1042'),
  key: fc.option(bytes),
  value: fc.option(
    fc.oneof(
      bytes,
      event.map((each) => Buffer.from(JSON.stringify(each))),
      data.map((each) => Buffer.from(JSON.stringify(each))),
    ),
  ),
  headers: fc
    .array(fc.tuple(header, fc.array(bytes, { minLength: 1, maxLength: 2 })), { maxLength: 6 })
    .map((all) => new Map(all)),
});
const structured = message.map((each): InboxMessage => ({
  ...each,
  headers: new Map([['content-type', [Buffer.from('application/cloudevents+json')]]]),
}));

describe('a message of a partner', () => {
  always(
    'of whatever bytes is taken in, or put aside as it came and says why',
    fc.asyncProperty(fc.oneof(message, structured), async (given) => {
      const { incoming, sender, unreadable } = readRecord(given, topics);
      expect(incoming === undefined).toBe(sender === undefined);
      if (unreadable !== undefined) {
        expect(unreadable).toMatch(/[.:]/);
        const aside = rejectedMessage('rejected', given, unreadable);
        expect(aside.value).toBe(given.value);
      }
      if (incoming) await takeIn(incoming);
    }),
    { runs: 200 },
  );
});
