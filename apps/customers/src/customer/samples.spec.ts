import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fold } from '@clientele/event-sourcing';
import { CUSTOMER_EVENT_TYPES, type CustomerEvent } from './customer-events.js';
import { Customer } from './customer.js';

const sample = (type: CustomerEvent['type']): CustomerEvent => ({
  type,
  data: JSON.parse(readFileSync(new URL(`./samples/${type}.v1.json`, import.meta.url), 'utf8')),
});
const upTo = (type: CustomerEvent['type']) =>
  CUSTOMER_EVENT_TYPES.slice(0, CUSTOMER_EVENT_TYPES.indexOf(type) + 1).map(sample);

describe('events as they are stored are read for good', () => {
  it('up to a merge', () => {
    expect(fold(Customer, upTo('CustomerMerged'))).toEqual({
      registered: true,
      firstSeenAt: '2024-01-04T00:00:00.000Z',
      keys: new Set(['x_1', 'e_1', 'p_1', 'e_2', 'p_2']),
      fields: {
        name: { value: '张伟明', at: '2024-01-07T00:00:00.000Z' },
        city: { value: null, at: '2024-01-07T00:00:00.000Z' },
        type: { value: 'company', at: '2024-01-08T00:00:00.000Z' },
        country: { value: 'CN', at: '2024-01-05T09:30:00.000Z' },
        region: { value: '广东', at: '2024-01-08T00:00:00.000Z' },
        industry: { value: null, at: '2024-01-08T00:00:00.000Z' },
      },
      tags: [],
      noteIds: ['01890a5d-ac96-774b-bcce-b302099a8059'],
      mergedInto: '01890a5d-ac96-774b-bcce-b302099a8058',
    });
  });

  it('and after it was undone', () => {
    expect(fold(Customer, upTo('CustomerUnmerged')).mergedInto).toBeUndefined();
  });

  it('tagged, before it was untagged', () => {
    expect(fold(Customer, upTo('CustomerTagged')).tags).toEqual(['vip']);
  });
});
