import { describe, expect, it } from '@jest/globals';
import { DomainError, fold, type Decision } from '@clientele/event-sourcing';
import type { CustomerEvent, Fields, Identity } from './customer-events.js';
import { Customer, type CustomerState } from './customer.js';

const march = '2024-03-01T00:00:00.000Z';
const april = '2024-04-01T00:00:00.000Z';
const may = '2024-05-01T00:00:00.000Z';
const email: Identity = { key: 'e_1', kind: 'email', value: 'ann@example.com' };
const phone: Identity = { key: 'p_1', kind: 'phone', value: '+12133734253' };

const told = (occurredAt: string, fields: Fields = {}, identities: Identity[] = [email]) => ({
  identities,
  fields,
  occurredAt,
});

const given = (...decisions: Decision<CustomerState, CustomerEvent>[]): CustomerState =>
  decisions.reduce((state, decide) => fold(Customer, decide(state), state), Customer.initial);

const codeOf = (decide: () => unknown): string => {
  try {
    decide();
  } catch (error) {
    if (error instanceof DomainError) return `${error.kind} ${error.code}`;
  }
  return 'nothing was refused';
};

const ann = Customer.learn(told(april, { name: 'Ann', country: 'US' }));

describe('a customer learns from facts', () => {
  it('is registered by the first one, with personal fields apart from the classification', () => {
    expect(Customer.learn({ ...told(april, { name: 'Ann', country: 'US' }), channel: 'Google' })(given())).toEqual([
      {
        type: 'CustomerRegistered',
        data: {
          identities: [email],
          profile: { name: 'Ann' },
          classification: { country: 'US' },
          channel: 'Google',
          occurredAt: april,
        },
      },
    ]);
  });

  it('appends nothing for a fact that tells nothing new', () => {
    expect(Customer.learn(told(may, { name: 'Ann', country: 'US' }))(given(ann))).toEqual([]);
  });

  it('links keys that are new, each once', () => {
    expect(Customer.learn(told(may, {}, [email, phone, phone]))(given(ann))).toEqual([
      { type: 'CustomerKeysLinked', data: { identities: [phone], occurredAt: may } },
    ]);
  });

  it('fills blanks from an older fact, but leaves what is known from a newer one', () => {
    expect(Customer.learn(told(march, { name: 'Old', city: 'Rome', industry: 'Retail' }))(given(ann))).toEqual([
      { type: 'CustomerSeenEarlier', data: { occurredAt: march } },
      { type: 'ProfileChanged', data: { changes: { city: 'Rome' }, occurredAt: march } },
      {
        type: 'CustomerClassified',
        data: { classification: { country: 'US', industry: 'Retail' }, occurredAt: march },
      },
    ]);
  });

  it('brings up to date from a newer one', () => {
    expect(Customer.learn(told(may, { name: 'Anna' }))(given(ann))).toEqual([
      { type: 'ProfileChanged', data: { changes: { name: 'Anna' }, occurredAt: may } },
    ]);
  });

  it('dates each field by itself', () => {
    const state = given(ann, Customer.learn(told(may, { name: 'Anna' })));
    const between = '2024-04-15T00:00:00.000Z';
    expect(Customer.learn(told(between, { name: 'A.', country: 'CN' }))(state)).toEqual([
      { type: 'CustomerClassified', data: { classification: { country: 'CN' }, occurredAt: between } },
    ]);
  });

  it('fills what was cleared by hand only from later facts', () => {
    const cleared = given(ann, Customer.change(told(may, { name: null }, [])));
    expect(Customer.learn(told(april, { name: 'Ann' }))(cleared)).toEqual([]);
    expect(Customer.learn(told('2024-06-01T00:00:00.000Z', { name: 'Ann' }))(cleared)).toHaveLength(1);
  });
});

describe('a customer is changed by hand', () => {
  it.each([
    ['registered', Customer.register(told(april))],
    ['changed', Customer.change(told(may, { name: 'Anna', country: 'CN' }, [phone]))],
    ['classified', Customer.classify({ type: 'company' }, may)],
    ['tagged', Customer.tag('vip', may)],
    ['noted', Customer.addNote({ noteId: 'n1', text: 'Called.', occurredAt: may })],
    ['merged', Customer.merge({ customerId: 'a', into: 'b', ancestors: [], occurredAt: may })],
  ])('is %s once, however often it is said', (_, decide) => {
    expect(decide(given(ann, decide))).toEqual([]);
  });

  it('holds what is said, even where a fact knew better', () => {
    const later = given(ann, Customer.learn(told('2030-01-01T00:00:00.000Z', { name: 'Future' })));
    expect(Customer.change(told(may, { name: 'Ann' }, []))(later)).toEqual([
      { type: 'ProfileChanged', data: { changes: { name: 'Ann' }, occurredAt: may } },
    ]);
  });

  it('is classified as a whole: what is not said is blank', () => {
    expect(Customer.classify({ type: 'company', industry: 'Retail' }, may)(given(ann))).toEqual([
      {
        type: 'CustomerClassified',
        data: { classification: { type: 'company', country: null, region: null, industry: 'Retail' }, occurredAt: may },
      },
    ]);
  });

  it('is untagged only of what it is tagged with', () => {
    expect(Customer.untag('vip', may)(given(ann))).toEqual([]);
    expect(Customer.untag('vip', may)(given(ann, Customer.tag('vip', april)))).toHaveLength(1);
  });

  it.each([
    ['change', Customer.change(told(may))],
    ['classify', Customer.classify({}, may)],
    ['tag', Customer.tag('vip', may)],
    ['untag', Customer.untag('vip', may)],
    ['note', Customer.addNote({ noteId: 'n1', text: 'Called.', occurredAt: may })],
    ['merge', Customer.merge({ customerId: 'a', into: 'b', ancestors: [], occurredAt: may })],
    ['unmerge', Customer.unmerge({ customerId: 'a', from: 'b', ancestors: ['b'], occurredAt: may })],
  ])('cannot %s one who is not there', (_, decide) => {
    expect(codeOf(() => decide(given()))).toBe('missing CustomerUnknown');
  });
});

describe('merging customers', () => {
  const merge = (into: string, ancestors: string[] = []) =>
    Customer.merge({ customerId: 'a', into, ancestors, occurredAt: may });
  const unmerge = (from: string, ancestors: string[]) =>
    Customer.unmerge({ customerId: 'a', from, ancestors, occurredAt: may });

  it('points to the other', () => {
    expect(merge('b', ['c'])(given(ann))).toEqual([{ type: 'CustomerMerged', data: { into: 'b', occurredAt: may } }]);
  });

  it('refuses itself, a second survivor, and a circle', () => {
    expect(codeOf(() => merge('a')(given(ann)))).toBe('invalid MergeIntoItself');
    expect(codeOf(() => merge('c')(given(ann, merge('b'))))).toBe('conflict CustomerAlreadyMerged');
    expect(codeOf(() => merge('b', ['c', 'a'])(given(ann)))).toBe('conflict MergeInACircle');
  });

  it('is undone from the next in the chain, whichever of the chain is named', () => {
    expect(unmerge('c', ['b', 'c'])(given(ann, merge('b')))).toEqual([
      { type: 'CustomerUnmerged', data: { from: 'b', occurredAt: may } },
    ]);
  });

  it('cannot be undone where it is not so', () => {
    expect(codeOf(() => unmerge('b', [])(given(ann)))).toBe('conflict CustomerNotMerged');
    expect(codeOf(() => unmerge('d', ['b'])(given(ann, merge('b'))))).toBe('conflict CustomerNotMerged');
    expect(codeOf(() => unmerge('b', ['b'])(given(ann, merge('b'), unmerge('b', ['b']))))).toBe(
      'conflict CustomerNotMerged',
    );
  });

  it('can be done again after it was undone', () => {
    expect(merge('c')(given(ann, merge('b'), unmerge('b', ['b'])))).toHaveLength(1);
  });

  it('leaves the customer learning from its own facts', () => {
    expect(Customer.learn(told(may, {}, [phone]))(given(ann, merge('b')))).toHaveLength(1);
  });
});
