import { describe, expect, it } from '@jest/globals';
import { PARTNER_CONTRACTS, sampleOf, type JsonSchema } from '@clientele/contracts';
import { IdentityKeys } from '@clientele/privacy';
import { CUSTOMER_FIELDS } from '../record/clean-customer.js';
import { cleanRecord, RECORD_FIELDS } from '../record/clean-record.js';
import { CLOUD_EVENT_TYPES, toIncoming } from './cloud-event.js';

const context = { keys: new IdentityKeys('a secret of some length'), now: Date.parse('2026-02-01T00:00:00Z') };
const SAID_BY_EVENT = new Set(['source', 'id']);
const records = PARTNER_CONTRACTS.records.map((contract) => [contract.type, contract] as const);
const fieldsOf = ({ properties = {} }: JsonSchema) => Object.keys(properties).sort();

describe('what partners are told to send', () => {
  it('has the types that are taken in', () => {
    expect(records.map(([kind, { cloudEventType }]) => [cloudEventType, kind])).toEqual([...CLOUD_EVENT_TYPES]);
  });

  it.each(records)('of a %s names each field that is taken in, and no other', (kind, { schema }) => {
    expect(fieldsOf(schema)).toEqual([...RECORD_FIELDS[kind]].filter((name) => !SAID_BY_EVENT.has(name)).sort());
    expect(fieldsOf(schema.properties!['customer']!)).toEqual([...CUSTOMER_FIELDS].sort());
  });

  it.each(records)('of a %s, its sample is taken in as it is', (_, contract) => {
    const event = { specversion: '1.0', type: contract.cloudEventType, source: 'shop', id: '1' };
    const { kind, record, problem } = toIncoming({ ...event, data: sampleOf(contract) });
    expect(problem).toBeUndefined();
    expect(cleanRecord(kind, record, context).reasons).toBeUndefined();
  });

  it.each(records)('of a %s, what must be there is missed', (_, contract) => {
    const event = { specversion: '1.0', type: contract.cloudEventType, source: 'shop', id: '1' };
    for (const name of contract.schema.required!) {
      const { kind, record } = toIncoming({ ...event, data: { ...sampleOf(contract), [name]: undefined } });
      expect(cleanRecord(kind, record, context).reasons?.map(({ pointer }) => pointer)).toEqual([`/${name}`]);
    }
  });
});
