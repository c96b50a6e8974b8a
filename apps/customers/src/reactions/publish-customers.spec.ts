import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@clientele/event-sourcing';
import { contractProblems } from '@clientele/testing';
import { CUSTOMER_EVENT_TYPES } from '../customer/customer-events.js';
import { publishCustomers } from './publish-customers.js';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const sample = (type: string) =>
  JSON.parse(readFileSync(new URL(`../customer/samples/${type}.v1.json`, import.meta.url), 'utf8'));
const recorded = (type: string) =>
  ({ stream: `customer-${id}`, type, schemaVersion: 1, data: sample(type) }) as RecordedEvent;

describe('publishing customers', () => {
  it('tells keys, classification and merges', () => {
    const published = CUSTOMER_EVENT_TYPES.flatMap((type) => publishCustomers(recorded(type)) ?? []);
    expect(published).toEqual([
      {
        type: 'CustomerRegistered',
        schemaVersion: 1,
        data: {
          customerId: id,
          keys: ['x_1', 'e_1', 'p_1'],
          registeredAt: '2024-01-05T09:30:00.000Z',
          channel: 'Google',
          classification: { type: 'individual', country: 'CN' },
        },
      },
      { type: 'CustomerKeysLinked', schemaVersion: 1, data: { customerId: id, keys: ['e_2'] } },
      {
        type: 'CustomerClassified',
        schemaVersion: 1,
        data: { customerId: id, classification: { type: 'company', country: 'CN', region: '广东' } },
      },
      {
        type: 'CustomerMerged',
        schemaVersion: 1,
        data: {
          customerId: id,
          intoCustomerId: '01890a5d-ac96-774b-bcce-b302099a8058',
          occurredAt: '2024-02-01T00:00:00.000Z',
        },
      },
      {
        type: 'CustomerUnmerged',
        schemaVersion: 1,
        data: {
          customerId: id,
          fromCustomerId: '01890a5d-ac96-774b-bcce-b302099a8058',
          occurredAt: '2024-02-02T00:00:00.000Z',
        },
      },
    ]);
  });

  it('tells all as the contracts say', () => {
    const published = CUSTOMER_EVENT_TYPES.flatMap((type) => publishCustomers(recorded(type)) ?? []);
    expect(published.flatMap((contract) => contractProblems('customers', contract))).toEqual([]);
  });

  it('tells nothing personal', () => {
    const published = JSON.stringify(CUSTOMER_EVENT_TYPES.map((type) => publishCustomers(recorded(type))));
    for (const personal of ['张伟', 'zhang@example.com', '+8613800138000', '14048', '深圳', 'vip', 'Called'])
      expect(published).not.toContain(personal);
  });

  it('declares what it publishes', () => {
    const published = CUSTOMER_EVENT_TYPES.filter((type) => publishCustomers(recorded(type)) !== undefined);
    expect([...publishCustomers.origins!(undefined)!].sort()).toEqual([...published].sort());
  });
});
