import { describe, expect, it } from '@jest/globals';
import { IdentityKeys } from '@clientele/privacy';
import { factIdOf, type FactKind } from '../fact/fact-id.js';
import { cleanRecord, type CleaningContext } from './clean-record.js';

const keys = new IdentityKeys('a secret of some length');
const context: CleaningContext = { keys, defaultCountry: 'US', now: Date.parse('2026-02-01T00:00:00Z') };
const purchase = {
  source: 'shop',
  id: '1',
  occurredAt: '2026-01-31T09:30:00Z',
  customer: { externalId: 'c1' },
  amount: '12.50',
  currency: 'USD',
};
const reasonsOf = (kind: FactKind, record: unknown) =>
  cleanRecord(kind, record, context).reasons?.map(({ pointer }) => pointer);
const dataOf = (kind: FactKind, record: unknown) => {
  const { fact, reasons } = cleanRecord(kind, record, context);
  if (!fact) throw new Error(JSON.stringify(reasons));
  return fact.data;
};

describe('cleanRecord', () => {
  it('takes a clean record as it is, and keeps nothing of it twice', () => {
    expect(dataOf('purchase', purchase)).toEqual({
      factId: factIdOf('purchase', 'shop', '1'),
      source: 'shop',
      sourceId: '1',
      occurredAt: '2026-01-31T09:30:00.000Z',
      keys: [keys.external('shop', 'c1')],
      identifiers: { externalIds: [{ source: 'shop', id: 'c1' }] },
      amount: '12.50',
      currency: 'USD',
      quantity: 1,
    });
  });

  it('cleans, and keeps what it changed as it came', () => {
    const data = dataOf('lead', {
      source: ' web ',
      id: 7,
      occurredAt: '2026-01-31',
      channel: ' GOOGLE ',
      converted: '是',
      customer: {
        externalIds: [{ source: 'crm', id: '9' }],
        email: ' Ann@Example.COM',
        phone: '138 0013 8000',
        country: '中国',
        name: 'Ann\u0000 Lee',
        language: 'zh_cn',
        birthDate: '1990/5/1',
        type: 'Person',
        city: '  ',
      },
      attributes: { note: ' a\u0000b ', deep: { list: ['x', 1, null, true] }, empty: '' },
    });
    expect(data).toMatchObject({
      source: 'web',
      sourceId: '7',
      occurredAt: '2026-01-31T00:00:00.000Z',
      channel: 'Google',
      converted: true,
      keys: [keys.external('crm', '9'), keys.email('ann@example.com'), keys.phone('+8613800138000')],
      identifiers: {
        externalIds: [{ source: 'crm', id: '9' }],
        email: 'ann@example.com',
        phone: '+8613800138000',
      },
      profile: { name: 'Ann Lee', country: 'CN', language: 'zh-CN', birthDate: '1990-05-01', type: 'individual' },
      attributes: { note: 'ab', deep: { list: ['x', 1, null, true] }, empty: '' },
    });
    expect(data.profile).not.toHaveProperty('city');
    expect(data.original).toEqual({
      '/source': ' web ',
      '/occurredAt': '2026-01-31',
      '/channel': ' GOOGLE ',
      '/customer/email': ' Ann@Example.COM',
      '/customer/phone': '138 0013 8000',
      '/customer/country': '中国',
      '/customer/name': 'Ann\ufffd Lee',
      '/customer/language': 'zh_cn',
      '/customer/birthDate': '1990/5/1',
      '/customer/type': 'Person',
      '/attributes/note': ' a\ufffdb ',
    });
  });

  it('gives a country that is not known no meaning, but keeps it', () => {
    const data = dataOf('lead', { source: 'web', id: '1', customer: { email: 'a@b.cd', country: 'unknown' } });
    expect(data.profile).toBeUndefined();
    expect(data.original).toEqual({ '/customer/country': 'unknown' });
  });

  it.each<[string, unknown, string[]]>([
    ['no object', [], ['']],
    ['null', null, ['']],
    ['an empty object', {}, ['/source', '/id', '/occurredAt', '/customer', '/currency', '/amount']],
    ['no identifier', { ...purchase, customer: { name: 'Ann' } }, ['/customer']],
    ['a blank identifier', { ...purchase, customer: { email: ' ' } }, ['/customer']],
    ['a wrong e-mail', { ...purchase, customer: { externalId: '1', email: 'ann' } }, ['/customer/email']],
    ['a wrong phone', { ...purchase, customer: { phone: '12' } }, ['/customer/phone']],
    ['a wrong country', { ...purchase, customer: { externalId: '1', country: 'Atlantis' } }, ['/customer/country']],
    ['text for an object', { ...purchase, customer: 'ann@example.com' }, ['/customer']],
    ['an object for text', { ...purchase, channel: { a: 1 } }, ['/channel']],
    ['an id that lost digits', { ...purchase, id: 2 ** 60 }, ['/id']],
    ['an impossible date', { ...purchase, occurredAt: '2026-02-30' }, ['/occurredAt']],
    ['a date to come', { ...purchase, occurredAt: '2026-02-03' }, ['/occurredAt']],
    ['letters in the amount', { ...purchase, amount: '12.5O' }, ['/amount']],
    ['a wrong currency', { ...purchase, currency: 'XXZ' }, ['/currency']],
    ['a negative quantity', { ...purchase, quantity: -1 }, ['/quantity']],
    [
      'a wrong external id',
      { ...purchase, customer: { externalIds: [{ id: '1' }, 'x'] } },
      ['/customer/externalIds/0/source', '/customer/externalIds/1'],
    ],
    ['a field of no meaning', { ...purchase, chanel: 'x', 'a/b~': 1 }, ['/chanel', '/a~1b~0']],
    ['long text', { ...purchase, source: 'x'.repeat(301) }, ['/source']],
    [
      'attributes too deep',
      { ...purchase, attributes: JSON.parse(`${'{"a":'.repeat(12)}1${'}'.repeat(12)}`) },
      ['/attributes'],
    ],
    ['attributes too large', { ...purchase, attributes: { a: 'x'.repeat(70_000) } }, ['/attributes']],
    ['attributes no object', { ...purchase, attributes: [] }, ['/attributes']],
  ])('refuses %s', (_, record, pointers) => {
    expect(reasonsOf('purchase', record)).toEqual(pointers);
  });

  it('hints at the field that was meant, and never repeats what was sent', () => {
    const { reasons = [] } = cleanRecord('purchase', { ...purchase, chanel: 'secret words' }, context);
    expect(reasons[0]?.detail).toMatch(/Did you mean channel\?/);
    expect(JSON.stringify(reasons)).not.toContain('secret words');
  });

  it('names the first twenty fields that it does not know, and counts the others', () => {
    const wrong = Object.fromEntries(Array.from({ length: 90_000 }, (_, at) => [`f${at}`, 1]));
    const { reasons = [] } = cleanRecord('purchase', { ...purchase, ...wrong }, context);
    expect(reasons).toHaveLength(21);
    expect(reasons.at(-1)).toEqual({ pointer: '', detail: 'There are no such fields: 89980 more.' });
  });

  it('takes leads without a date as of now, but not with a blank one, and no purchase without', () => {
    const lead = { source: 'web', id: '1', customer: { externalId: '1' } };
    expect(dataOf('lead', lead).occurredAt).toBe('2026-02-01T00:00:00.000Z');
    expect(reasonsOf('lead', { ...lead, occurredAt: '' })).toEqual(['/occurredAt']);
    expect(reasonsOf('purchase', { ...purchase, occurredAt: null })).toEqual(['/occurredAt']);
  });

  it('cannot be led to other prototypes', () => {
    const record = JSON.parse(
      `{"source":"s","id":"1","customer":{"externalId":"1"},"attributes":{"__proto__":{"x":1}}}`,
    );
    const data = dataOf('lead', record);
    expect(Object.keys(data.attributes ?? {})).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(data.attributes)).toBe(Object.prototype);
    expect(reasonsOf('lead', JSON.parse('{"__proto__":{"source":"s"},"id":"1"}'))).toContain('/__proto__');
  });

  it('is quick: 20,000 records in two seconds of a processor', () => {
    const start = process.cpuUsage();
    for (let id = 0; id < 20_000; id++) cleanRecord('purchase', { ...purchase, id: String(id) }, context);
    expect(process.cpuUsage(start).user / 1_000).toBeLessThan(2_000);
  });
});
