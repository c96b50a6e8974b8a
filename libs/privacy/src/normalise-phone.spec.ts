import { describe, expect, it } from '@jest/globals';
import { normalisePhone } from './normalise-phone.js';

describe('normalisePhone', () => {
  it.each([
    ['138 0013 8000', 'CN', '+8613800138000'],
    ['0086-138-0013-8000', 'CN', '+8613800138000'],
    ['（010）6552 9988', 'CN', '+861065529988'],
    ['＋８６ １３８００１３８０００', undefined, '+8613800138000'],
    ['(213) 373-4253', 'US', '+12133734253'],
    ['+1 213 373 4253', 'CN', '+12133734253'],
    ['020 7946 0958', 'GB', '+442079460958'],
    ['06 6982 1234', 'IT', '+390669821234'],
    ['tel:+12133734253', undefined, undefined],
  ])('%j in %s is %s', (text, country, form) => {
    expect(normalisePhone(text, country).value).toBe(form);
  });

  it.each([
    ['13800138000', undefined, /country/],
    ['13800138000', 'XX', /country/],
    ['12345', 'US', /no valid phone number in US/],
    ['+1 555', undefined, /no valid phone number/],
    ['call me on +12133734253', 'US', /no valid phone number/],
    ['+12133734253 ext. 22', undefined, /extension/],
    ['1'.repeat(65), 'US', /at most/],
    ['', 'US', /no valid/],
  ])('refuses %j in %s', (text, country, words) => {
    const { value, problem } = normalisePhone(text, country);
    expect(value).toBeUndefined();
    expect(problem).toMatch(words);
  });
});
