import { describe, expect, it } from '@jest/globals';
import { PARTNER_CONTRACTS, sampleOf } from '@clientele/contracts';
import type { InboxMessage } from '@clientele/messaging/kafka';
import { readRecord } from './partner-record.js';
import { partnerTopics } from './partner-topics.js';

const topics = partnerTopics('clientele');
const STRUCTURED = 'application/cloudevents+json; charset=UTF-8';
type Headers = Record<string, string | Buffer | (string | Buffer)[]>;

const message = (value: unknown, headers: Headers, topic = 'clientele.partner.leads.v1'): InboxMessage => ({
  topic,
  partition: 3,
  offset: '1042',
  key: null,
  value: value === null || Buffer.isBuffer(value) ? value : Buffer.from(textOf(value)),
  headers: new Map(
    Object.entries(headers).map(([name, given]) => [name, [given].flat().map((each) => Buffer.from(each))]),
  ),
});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const read = (value: unknown, headers: Headers, topic?: string) => readRecord(message(value, headers, topic), topics);

const data = { customer: { email: 'ann@example.com' } };
const event = { specversion: '1.0', type: 'clientele.lead.v1', source: 'shop', id: 'l-1', data };
const structured = { 'content-type': STRUCTURED };
const binary = {
  ce_specversion: '1.0',
  ce_type: 'clientele.lead.v1',
  ce_source: 'shop',
  ce_id: 'l-1',
  'content-type': 'application/json',
};
const sender = { source: 'shop', recordId: 'l-1' };

describe('a message of a partner', () => {
  it('is read in structured and in binary mode, to the same record', () => {
    const record = { ...data, source: 'shop', id: 'l-1' };
    for (const found of [
      read(event, structured),
      read(data, binary),
      read(data, { ...binary, 'content-type': 'application/vnd.shop+json' }),
      read(`\ufeff${JSON.stringify(data)}`, { ...binary, 'content-type': [] }),
    ]) {
      expect(found).toMatchObject({ sender, incoming: { kind: 'lead', record } });
      expect(found.incoming?.problem).toBeUndefined();
      expect(found.unreadable).toBeUndefined();
    }
  });

  it.each(PARTNER_CONTRACTS.records.map((contract) => [contract.cloudEventType, contract] as const))(
    'of the type %s is taken on its own topic, and on no other',
    (type, contract) => {
      for (const [topic, kind] of topics.records) {
        const { incoming } = read(sampleOf(contract), { ...binary, ce_type: type }, topic);
        expect(incoming?.kind).toBe(kind);
        expect(incoming?.problem?.pointer).toBe(kind === contract.type ? undefined : '/type');
      }
    },
  );

  it('of another kind is told where it belongs', () => {
    const { incoming } = read({ ...event, type: 'clientele.purchase.v1' }, structured);
    expect(incoming?.problem?.detail).toBe(
      'This topic takes events of the type clientele.lead.v1. Send those of this type to clientele.partner.purchases.v1.',
    );
    expect(read({ ...event, type: 'other' }, structured).incoming?.problem?.detail).toBe(
      'This topic takes events of the type clientele.lead.v1.',
    );
  });

  it('does not percent-decode headers: Kafka has bytes', () => {
    expect(read(data, { ...binary, ce_source: 'sh%6Fp', ce_id: '客户' }).sender).toEqual({
      source: 'sh%6Fp',
      recordId: '客户',
    });
  });

  it.each([
    ['the version of CloudEvents', { ...event, specversion: '0.3' }, '/specversion'],
    ['data that is none', { ...event, data: 7 }, '/data'],
    ['a source in the data that is another', { ...event, data: { ...data, source: 'x' } }, '/data/source'],
  ])('is answered where something is wrong with %s', (_, wrong, pointer) => {
    const { incoming, unreadable } = read(wrong, structured);
    expect(incoming?.problem?.pointer).toBe(pointer);
    expect(unreadable).toBeUndefined();
  });

  it('is answered where its data is no JSON by its own words', () => {
    const { incoming, unreadable } = read('a,b', { ...binary, 'content-type': 'text/csv' });
    expect(incoming?.problem?.pointer).toBe('/datacontenttype');
    expect(unreadable).toBeUndefined();
  });

  it.each<[string, unknown, Headers, RegExp]>([
    ['nothing that says CloudEvent', event, {}, /neither ce_ headers \(binary mode\) nor/],
    ['no value', null, structured, /There is none \(null\)/],
    ['an empty value', '', structured, /no JSON/],
    ['broken JSON', '{"specversion":', structured, /no JSON/],
    ['bytes that are not UTF-8', Buffer.from('{"a":"\xff"}', 'latin1'), structured, /not UTF-8/],
    ['a list', [event], structured, /one JSON object/],
    ['a batch', [event], { 'content-type': 'application/cloudevents-batch+json' }, /One event for each record/],
    ['another format', 'x', { 'content-type': 'application/cloudevents+avro' }, /cloudevents\+avro/],
    ['no source', { ...event, source: undefined }, structured, /has no source/],
    ['a blank source', { ...event, source: ' ' }, structured, /has no source/],
    ['a source without end', { ...event, source: 'x'.repeat(301) }, structured, /has no source/],
    ['a source that is no text', { ...event, source: 7 }, structured, /has no source/],
    ['an attribute twice', data, { ...binary, ce_id: ['1', '2'] }, /ce_id stands there more than once/],
    ['an attribute that is not UTF-8', data, { ...binary, ce_id: Buffer.from([0xff]) }, /ce_id is not UTF-8/],
  ])('with %s cannot be read, and nobody be answered', (_, value, headers, reason) => {
    const { sender: nobody, incoming, unreadable } = read(value, headers);
    expect([nobody, incoming]).toEqual([undefined, undefined]);
    expect(unreadable).toMatch(reason);
  });

  it.each<[string, unknown, RegExp]>([
    ['no value', null, /There is none \(null\)/],
    ['broken JSON', '{', /no JSON/],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), /not UTF-8/],
  ])('in binary mode with %s cannot be read, but its sender is answered', (_, value, reason) => {
    const found = read(value, binary);
    expect(found.unreadable).toMatch(reason);
    expect(found.sender).toEqual(sender);
    expect(found.incoming).toMatchObject({ kind: 'lead', problem: { pointer: '', detail: found.unreadable } });
  });

  it.each([
    ['a type', { ...event, type: { toString: null } }, '/type'],
    ['a content type of its data', { ...event, datacontenttype: { toString: null } }, '/datacontenttype'],
  ])('with %s that is no text, and cannot be made one, is answered', (_, odd, pointer) => {
    expect(read(odd, structured).incoming?.problem?.pointer).toBe(pointer);
  });

  it('has its data in the value: headers of that name say nothing', () => {
    const other = { customer: { email: 'bob@example.com' } };
    const base64 = Buffer.from(JSON.stringify(other)).toString('base64');
    const { incoming } = read(data, { ...binary, ce_data: 'x', ce_data_base64: base64 });
    expect(incoming?.problem).toBeUndefined();
    expect(incoming?.record).toEqual({ ...data, source: 'shop', id: 'l-1' });
  });

  it('has an id of any length, of which the answer holds the beginning', () => {
    expect(read({ ...event, id: 'x'.repeat(1_000) }, structured).sender?.recordId).toHaveLength(300);
    expect(read({ ...event, id: undefined }, structured).sender).toEqual({ source: 'shop' });
  });

  it('may be nested to no end', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(read(deep, binary).incoming?.problem?.pointer).toBe('/data');
    expect(read(deep, structured).unreadable).toMatch(/one JSON object/);
  });
});
