import { describe, expect } from '@jest/globals';
import { MemoryEventStore } from '@clientele/event-sourcing';
import { IdentityKeys } from '@clientele/privacy';
import { always, expectSwift, nearly, wildJson, wildText } from '@clientele/testing';
import fc from 'fast-check';
import { FactBatch, type Incoming } from '../fact/fact-batch.js';
import { FACT_KINDS } from '../fact/fact-id.js';
import { keepable } from '../rejection/keepable.js';
import { cleanRecord, type CleaningContext } from './clean-record.js';

const context: CleaningContext = {
  keys: new IdentityKeys('a secret of some length'),
  defaultCountry: 'CN',
  now: Date.parse('2026-02-01T00:00:00Z'),
};
const kind = fc.constantFrom(...FACT_KINDS);
const customer = nearly({
  externalId: fc.constantFrom('c1', 7),
  externalIds: fc.constant([{ source: 'crm', id: '9' }]),
  email: fc.constantFrom('ann@example.com', ' Ann@Example.COM'),
  phone: fc.constantFrom('138 0013 8000', '+12133734253'),
  country: fc.constantFrom('CN', '美国'),
  name: wildText(),
  language: fc.constantFrom('zh_cn', 'en', 'x'),
  birthDate: fc.constantFrom('1990/5/1', '1990-05-01'),
  type: fc.constantFrom('Person', 'company'),
});
const record = nearly({
  source: fc.constantFrom('shop', ' web '),
  id: fc.oneof(fc.nat(), wildText(6)),
  occurredAt: fc.constantFrom('2026-01-31T09:30:00Z', '2026/1/5', '5 Jan 2026 10:00'),
  channel: fc.constantFrom('GOOGLE', 'store'),
  customer,
  attributes: fc.oneof(wildJson(), nearly({ note: wildText() })),
  converted: fc.constantFrom('是', true, 0),
  amount: fc.constantFrom('12.50', '1,234.5', 7, 0.1),
  currency: fc.constantFrom('USD', 'rmb'),
  quantity: fc.constantFrom(1, '2.5'),
  orderId: wildText(),
  activity: fc.constantFrom('call', '微信'),
  subject: wildText(),
  text: wildText(60),
});
/** Of each kind, with the fields of the others left out. */
const recordOf = fc.tuple(kind, record).map(([of, fields]): [(typeof FACT_KINDS)[number], object] => {
  const others = {
    lead: ['amount', 'currency', 'quantity', 'orderId', 'activity', 'subject', 'text'],
    purchase: ['converted', 'activity', 'subject', 'text'],
    activity: ['converted', 'amount', 'currency', 'quantity', 'orderId'],
  }[of];
  return [of, Object.fromEntries(Object.entries(fields).filter(([name]) => !others.includes(name)))];
});

/** Taken in by a store, which refuses what PostgreSQL cannot hold. */
const takeIn = async (...incoming: Incoming[]) => {
  const batch = new FactBatch(incoming, context);
  return batch.receipts(await new MemoryEventStore().transactMany(batch.changes));
};

describe('a record', () => {
  always(
    'of whatever shape is accepted or rejected with reasons, and can be stored',
    fc.asyncProperty(kind, fc.oneof(wildJson(), record), async (of, given) => {
      const [receipt] = await takeIn({ kind: of, record: given });
      if (receipt!.status === 'accepted') return;
      expect(receipt!.reasons!.length).toBeGreaterThan(0);
      for (const { pointer, detail } of receipt!.reasons!) {
        expect(pointer).toMatch(/^(\/|$)/);
        expect(detail).toMatch(/[.?]$/);
      }
    }),
    { runs: 200 },
  );

  always(
    'that was cleaned is clean: what it became is taken as it is',
    fc.property(recordOf, ([of, given]) => {
      const { fact } = cleanRecord(of, given, context);
      if (!fact) return;
      const { factId, keys, identifiers, profile, sourceId, original: _, ...rest } = fact.data;
      const again = cleanRecord(of, { ...rest, id: sourceId, customer: { ...identifiers, ...profile } }, context);
      expect(again.reasons).toBeUndefined();
      expect(again.fact!.data).toEqual({ factId, keys, identifiers, ...(profile && { profile }), sourceId, ...rest });
    }),
    { runs: 200 },
  );

  always(
    'says its amount exactly, as text',
    fc.property(fc.bigInt(0n, 10n ** 15n - 1n), fc.nat(99), (whole, cents) => {
      const amount = `${whole}.${String(cents).padStart(2, '0')}`;
      const customerOf = { externalId: 'c1' };
      const purchase = {
        source: 's',
        id: '1',
        occurredAt: '2026-01-01',
        currency: 'USD',
        customer: customerOf,
        amount,
      };
      expect(cleanRecord('purchase', purchase, context).fact!.data).toMatchObject({ amount });
    }),
  );

  always(
    'of a megabyte holds nobody up',
    fc.asyncProperty(
      kind,
      fc.constantFrom('{', '[', '"', '\0', ' ', 'é', '\ud800', '\u0301', 'a@', '1,'),
      fc.constantFrom('source', 'occurredAt', 'channel', 'email', 'phone', 'name', 'country', 'text', 'amount'),
      (of, sign, name) => {
        const long = sign.repeat(1 << 20);
        const given = { source: 's', id: '1', [name]: long, customer: { [name]: long }, attributes: { [name]: long } };
        return expectSwift(() => takeIn({ kind: of, record: given }));
      },
    ),
    { runs: 3, endOnFailure: true },
  );
});

describe('a refused record', () => {
  always(
    'is kept as JSON that PostgreSQL can hold',
    fc.property(wildJson(), (given) => {
      const kept = JSON.stringify(keepable(given));
      expect(kept.replaceAll('\\\\', '')).not.toMatch(/\\u(0000|d[89a-f])/i);
    }),
    { runs: 500 },
  );
});
