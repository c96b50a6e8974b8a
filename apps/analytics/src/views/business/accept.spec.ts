import { describe, expect, it } from '@jest/globals';
import { prefersCsv } from './accept.js';

describe('Accept', () => {
  it.each([
    [undefined, false],
    ['*/*', false],
    ['application/json', false],
    ['text/csv', true],
    ['text/csv; charset=utf-8', true],
    ['text/*', true],
    ['text/csv, application/json', false],
    ['text/csv, application/json;q=0.9', true],
    ['application/json, text/csv;q=0.5', false],
    ['text/html,application/xhtml+xml,*/*;q=0.8', false],
    ['text/csv;q=0, */*', false],
  ])('%s: %s', (accept, isCsv) => {
    expect(prefersCsv(accept)).toBe(isCsv);
  });
});
