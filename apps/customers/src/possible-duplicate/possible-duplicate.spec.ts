import { describe, expect, it } from '@jest/globals';
import { fold } from '@clientele/event-sourcing';
import { pairId, pairOf } from './pair.js';
import { PossibleDuplicate } from './possible-duplicate.js';

const occurredAt = '2024-03-01T00:00:00.000Z';
const report = PossibleDuplicate.report({ customerIds: pairOf('b', 'a'), keys: ['e_1'], occurredAt });
const dismiss = PossibleDuplicate.dismiss({ reason: 'Father and son.', occurredAt });
const reported = fold(PossibleDuplicate, report(PossibleDuplicate.initial));
const dismissed = fold(PossibleDuplicate, dismiss(reported), reported);

describe('a possible duplicate', () => {
  it('is one pair, whoever comes first', () => {
    expect(pairOf('b', 'a')).toEqual(['a', 'b']);
    expect(pairId(pairOf('b', 'a'))).toBe(pairId(pairOf('a', 'b')));
    expect(pairId(['a', 'b'])).not.toBe(pairId(['a', 'c']));
  });

  it('is reported once, also after it was dismissed', () => {
    expect(report(PossibleDuplicate.initial)).toHaveLength(1);
    expect(report(reported)).toEqual([]);
    expect(report(dismissed)).toEqual([]);
  });

  it('is dismissed once, and only when reported', () => {
    expect(dismiss(reported)).toEqual([
      { type: 'PossibleDuplicateDismissed', data: { reason: 'Father and son.', occurredAt } },
    ]);
    expect(dismiss(dismissed)).toEqual([]);
    expect(() => dismiss(PossibleDuplicate.initial)).toThrow('has been reported');
  });
});
