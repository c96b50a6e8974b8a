import { describe, expect, it } from '@jest/globals';
import { inDigits, isReached, markInWords, median, quantile, ratioOf } from './figures.ts';

const row = { what: 'w', unit: 'rows/s', values: [10, 30, 20], against: { name: 'floor', values: [40, 40, 50] } };

describe('Figures of a benchmark', () => {
  it('are the median and quantiles between values', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([1, 2])).toBe(1.5);
    expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
    expect(() => median([])).toThrow(RangeError);
  });

  it('are compared by their medians', () => {
    expect(ratioOf(row)).toBe(0.5);
    expect(ratioOf({ ...row, against: undefined })).toBeUndefined();
  });

  it('reach a mark or miss it', () => {
    expect(isReached(row)).toBeUndefined();
    expect(isReached({ ...row, mark: { of: 'ratio', atLeast: 0.5 } })).toBe(true);
    expect(isReached({ ...row, mark: { of: 'ratio', atLeast: 0.6 } })).toBe(false);
    expect(isReached({ ...row, mark: { of: 'median', atMost: 19 } })).toBe(false);
    expect(isReached({ ...row, mark: { of: 'median', atMost: 20 } })).toBe(true);
    expect(() => isReached({ ...row, against: undefined, mark: { of: 'ratio', atMost: 1 } })).toThrow(
      'nothing to compare',
    );
  });

  it('are told in three digits', () => {
    expect([0.12345, 12.345, 123.45, 123456, 0].map(inDigits)).toEqual(['0.123', '12.3', '123', '123,456', '0']);
    expect(markInWords({ of: 'ratio', atLeast: 0.6 }, 'rows/s')).toBe('>= 0.6 x');
    expect(markInWords({ of: 'median', atMost: 20 }, 'ms')).toBe('<= 20 ms');
  });
});
