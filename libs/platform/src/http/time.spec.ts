import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import { endOf, IsTime, lastOf, utc } from './time.js';

class Sample {
  @IsTime()
  at: unknown;
}
const isTime = (at: unknown): boolean => validateSync(Object.assign(new Sample(), { at })).length === 0;

describe('times', () => {
  it.each([
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T09:30Z', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01T09:30:00+08:00', '2026-03-01T01:30:00.000Z'],
    ['2026-03-01t09:30:00.123456z', '2026-03-01T09:30:00.123Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, moment) => {
    expect(isTime(text)).toBe(true);
    expect(utc(text)).toBe(moment);
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-03-01T25:00:00Z',
    '2026-03-01T09:30:00',
    '2026-03',
    '01/03/2026',
    'yesterday',
    '0000-01-01',
    '0001-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '',
    20260301,
    null,
  ])('%s is none', (text) => {
    expect(isTime(text)).toBe(false);
  });

  it('a range to a date has that day in it, one to a moment ends there', () => {
    expect(endOf('2026-01-31')).toBe('2026-02-01T00:00:00.000Z');
    expect(endOf('2026-01-31T12:00:00Z')).toBe('2026-01-31T12:00:00.000Z');
    expect(endOf('9999-12-31')).toBe('9999-12-31T23:59:59.999Z');
    expect(lastOf('2026-01-31')).toBe('2026-01-31T23:59:59.999Z');
    expect(lastOf('2026-01-31T12:00:00Z')).toBe('2026-01-31T12:00:00.000Z');
  });
});
