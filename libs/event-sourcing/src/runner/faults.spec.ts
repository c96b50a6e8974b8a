import { describe, expect, it } from '@jest/globals';
import { ConcurrencyError, DomainError } from '../domain-error.js';
import { inWords, isTransient } from './faults.js';

const withCode = (code: string): Error => Object.assign(new Error('it failed'), { code });

describe('isTransient', () => {
  it.each(['08006', '53300', '57P01', '40001', '40P01', '55P03', '58030', '25006', 'ECONNREFUSED', 'ECONNRESET'])(
    'holds for %s, which passes',
    (code) => {
      expect(isTransient(withCode(code))).toBe(true);
      expect(isTransient(new Error('wrapped', { cause: withCode(code) }))).toBe(true);
    },
  );

  it.each(['22P02', '23505', '23502', '42P01', '21000', '54000', 'P0001', 'ERR_INVALID_ARG_TYPE'])(
    'does not for %s, which the record brings about',
    (code) => expect(isTransient(withCode(code))).toBe(false),
  );

  it('knows lost connections without a code', () => {
    expect(isTransient(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isTransient(new Error('timeout exceeded when trying to connect'))).toBe(true);
  });

  it('tells a lost race from a version that was asked for and will never come', () => {
    expect(isTransient(new ConcurrencyError('customer-1'))).toBe(true);
    expect(isTransient(new ConcurrencyError('customer-1', { expectedVersion: 1, currentVersion: 2 }))).toBe(false);
    expect(isTransient(new DomainError('CustomerUnknown', 'missing', 'There is no such customer.'))).toBe(false);
    expect(isTransient(undefined)).toBe(false);
  });
});

describe('inWords', () => {
  it.each([
    ['invalid input syntax for type integer: "Ann Smith"', /Ann|Smith/],
    ['Key (email)=(ann@example.org) already exists.', /ann@/],
    ['Key (name)=(Ann Smith) already exists.', /Ann/],
    ['Unexpected token in "{"name":"Ann', /Ann/],
    ['no customer with the number +86 138 0013 8000', /138/],
  ])('tells no value of %s', (message, value) => {
    expect(inWords(new Error(message))).not.toMatch(value);
  });

  it('keeps what helps to mend it', () => {
    const error = Object.assign(new Error('null value in column "amount" of relation "sales" violates a constraint'), {
      code: '23502',
    });
    expect(inWords(error)).toBe('Error 23502: null value in column "amount" of relation "sales" violates a constraint');
    expect(inWords('text')).toContain('no Error');
    // Would take minutes where the whole text were searched.
    expect(inWords(new Error('x'.repeat(2_000_000))).length).toBeLessThanOrEqual(500);
  });
});
