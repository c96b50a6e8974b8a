import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FACT_TYPES } from '@clientele/contracts';
import { fold, type RecordedEvent } from '@clientele/event-sourcing';
import { publishFacts } from '../reactions/publish-facts.js';
import { Rejection, type RecordRejected } from '../rejection/rejection.js';
import { Fact, type FactEvent } from './fact.js';

const sample = <Event extends FactEvent | RecordRejected>(type: Event['type'], folder = 'samples'): Event =>
  ({ type, data: JSON.parse(readFileSync(new URL(`${folder}/${type}.v1.json`, import.meta.url), 'utf8')) }) as Event;
type Purchase = Extract<FactEvent, { type: 'PurchaseReceived' }>;
const purchase = sample<Purchase>('PurchaseReceived');
const after = (...events: FactEvent[]) => fold(Fact, events);

describe('a fact', () => {
  it('is received once', () => {
    expect(Fact.receive(purchase)(after())).toEqual([purchase]);
    expect(Fact.receive({ ...purchase, data: { ...purchase.data, receivedAt: 'later' } })(after(purchase))).toEqual([]);
  });

  it('that is known by its row only is a repeat only if it is the same', () => {
    const again = { ...purchase, data: { ...purchase.data, receivedAt: 'later', attributes: { more: 'columns' } } };
    const another = { ...purchase, data: { ...purchase.data, occurredAt: '1997-01-02T00:00:00.000Z' } };
    expect(Fact.receiveRow(purchase)(after())).toEqual([purchase]);
    expect(Fact.receiveRow(again)(after(purchase))).toEqual([]);
    expect(() => Fact.receiveRow(another)(after(purchase))).toThrow(
      expect.objectContaining({ code: 'RowTakenBefore' }),
    );
  });

  it.each(FACT_TYPES)('%s is read for good as it was stored', (type) => {
    const event = sample<FactEvent>(type);
    const { receivedAt, keys } = event.data;
    expect(after(event)).toEqual({ receivedAt, gist: expect.stringContaining(keys[0]) });
  });

  it.each(FACT_TYPES)('%s is published as cleaned, without what intake keeps for itself', (type) => {
    const { data } = sample<FactEvent>(type);
    const { receivedAt: _receivedAt, original: _original, ...published } = data;
    const recorded = { type, schemaVersion: 1, data } as unknown as RecordedEvent;
    expect(publishFacts(recorded)).toEqual({ type, schemaVersion: 1, data: published });
  });
});

describe('a rejection', () => {
  const rejected = sample<RecordRejected>('RecordRejected', '../rejection/samples');

  it('is remembered once, and not published', () => {
    const state = fold(Rejection, [rejected]);
    expect(state).toEqual({ rejected: rejected.data });
    expect(Rejection.reject(rejected.data)(Rejection.initial)).toEqual([rejected]);
    expect(Rejection.reject(rejected.data)(state)).toEqual([]);
    expect(publishFacts({ ...rejected, schemaVersion: 1 } as unknown as RecordedEvent)).toBeUndefined();
  });
});
