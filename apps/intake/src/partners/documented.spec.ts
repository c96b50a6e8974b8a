import { describe, expect, it } from '@jest/globals';
import { asyncApiDocument, PartnerReceiptV1 } from '@clientele/contracts';
import { schemaProblems } from '@clientele/testing';
import { partnerTopics, topicSpecs } from './partner-topics.js';
import { receiptMessage } from './receipt-message.js';
import { rejectedMessage } from './rejected-message.js';

const { channels, components } = asyncApiDocument();
const message = {
  topic: 'clientele.partner.leads.v1',
  partition: 3,
  offset: '1042',
  key: null,
  value: null,
  headers: new Map(),
};
const id = '8e1d1c0e-2c0e-5f0a-9d7b-2b1f6c0e8a34';
const receivedAt = '2026-01-31T09:30:01.250Z';
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

const problems = (name: string, headers: object): string[] => {
  const schema = components.messages[name]!.headers;
  const unknown = Object.keys(headers).filter((header) => !schema.properties![header]);
  return [...schemaProblems(schema, headers), ...unknown];
};

describe('what partners are told is as it is', () => {
  it('in topics and their partitions', () => {
    const documented = Object.entries(channels).filter(([name]) => name.startsWith('partner.'));
    const told = documented.map(([, { address, bindings }]) => [address, bindings.kafka.partitions]);
    const made = topicSpecs(partnerTopics('clientele')).map(({ topic, partitions }) => [topic, partitions]);
    expect(told.sort()).toEqual(made.sort());
  });

  it.each([
    { id, status: 'accepted', receivedAt },
    { id, status: 'rejected', receivedAt, reasons: [{ pointer: '/data/amount', detail: 'It is missing.' }] },
  ] as const)('in a receipt of what was $status', (receipt) => {
    const sent = receiptMessage('receipts', message, { source: 'shop', recordId: '1' }, receipt, traceparent);
    expect(schemaProblems(PartnerReceiptV1.schema, JSON.parse(String(sent.value)))).toEqual([]);
    expect(problems(PartnerReceiptV1.cloudEventType, sent.headers)).toEqual([]);
  });

  it('in what is put aside', () => {
    const { headers } = rejectedMessage('rejected', message, 'It is no JSON.');
    const last = Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, [values].flat().at(-1)]));
    expect(problems('clientele.partner.rejected', last)).toEqual([]);
  });
});
