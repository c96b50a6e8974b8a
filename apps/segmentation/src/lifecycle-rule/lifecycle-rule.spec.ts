import { describe, expect, it } from '@jest/globals';
import { fold } from '@clientele/event-sourcing';
import { changeLifecycleRule, DEFAULT_RULE, LifecycleRules } from './lifecycle-rule.js';

describe('the rule of the life cycle', () => {
  it('is what it is until changed, and keeps what a change does not name', () => {
    const events = changeLifecycleRule({ lapsedAfterDays: 90 })(fold(LifecycleRules, []));
    expect(events).toEqual([{ type: 'LifecycleRuleChanged', data: { lapsedAfterDays: 90, repeatFrom: 2 } }]);
    expect(fold(LifecycleRules, events)).toEqual({ lapsedAfterDays: 90, repeatFrom: 2 });
  });

  it('does not change to what it is', () => {
    expect(changeLifecycleRule({ ...DEFAULT_RULE })(DEFAULT_RULE)).toEqual([]);
    expect(changeLifecycleRule({})(DEFAULT_RULE)).toEqual([]);
  });

  it.each([
    { lapsedAfterDays: 0 },
    { lapsedAfterDays: 1.5 },
    { lapsedAfterDays: 36_501 },
    { repeatFrom: 1 },
    { repeatFrom: NaN },
  ])('refuses %j', (change) => {
    expect(() => changeLifecycleRule(change)(DEFAULT_RULE)).toThrow(
      expect.objectContaining({ code: 'InvalidLifecycleRule', kind: 'invalid' }),
    );
  });
});
