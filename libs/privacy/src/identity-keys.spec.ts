import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { IdentityKeys } from './identity-keys.js';

const secret = 'a secret of some length';
const keys = new IdentityKeys(secret);

describe('IdentityKeys', () => {
  it('are the first 128 bits of an HMAC-SHA-256', () => {
    const mac = createHmac('sha256', secret).update('e\0ann@example.com').digest().subarray(0, 16);
    expect(Buffer.from(keys.email('ann@example.com').slice(2), 'base64url').subarray(0, 16)).toEqual(mac);
  });

  it('differ by kind, by source, by id and by secret', () => {
    const all = [
      keys.external('shop', '1'),
      keys.external('sho', 'p1'),
      keys.external('erp', '1'),
      keys.email('a@b.cd'),
      keys.phone('a@b.cd'),
      new IdentityKeys('another secret, as long').email('a@b.cd'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('stand strongest first, each once', () => {
    const externalIds = [
      { source: 'shop', id: '1' },
      { source: 'erp', id: '9' },
      { source: 'shop', id: '1' },
    ];
    expect(keys.ofIdentifiers({ phone: '+12133734253', email: 'a@b.cd', externalIds })).toEqual([
      keys.external('shop', '1'),
      keys.external('erp', '9'),
      keys.email('a@b.cd'),
      keys.phone('+12133734253'),
    ]);
  });

  it.each([
    ['cdnow:14048', [keys.external('cdnow', '14048')]],
    [' Ann@Example.com', [keys.email('ann@example.com')]],
    ['+1 213 373 4253', [keys.phone('+12133734253')]],
    [
      'https://shop.example:42',
      [keys.external('https', '//shop.example:42'), keys.external('https://shop.example', '42')],
    ],
    ['14048', []],
    [':1', []],
    ['cdnow:', []],
  ])('a reference %j may mean', (ref, expected) => {
    expect(keys.ofRef(ref)).toEqual(expected);
  });

  it('refuse a secret that can be guessed', () => {
    expect(() => new IdentityKeys('short')).toThrow(/at least 16 bytes/);
  });

  it('are quick: 70,000 in two seconds of a processor of computing', () => {
    const before = process.cpuUsage();
    for (let id = 0; id < 70_000; id++) keys.ofIdentifiers({ externalIds: [{ source: 'cdnow', id: String(id) }] });
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});
