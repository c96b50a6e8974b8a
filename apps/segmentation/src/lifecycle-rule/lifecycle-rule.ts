import { type Decider, type Decision, DomainError } from '@clientele/event-sourcing';

/** When a customer counts as what. */
export interface LifecycleRule {
  /** Days of 24 hours after the last purchase until a customer has lapsed. */
  readonly lapsedAfterDays: number;
  /** Purchases from which on a customer is a repeat one. */
  readonly repeatFrom: number;
}

export type LifecycleRuleEvent = { readonly type: 'LifecycleRuleChanged'; readonly data: LifecycleRule };

export const DEFAULT_RULE: LifecycleRule = { lapsedAfterDays: 365, repeatFrom: 2 };
/** There is one rule for all customers. */
export const RULE_ID = 'all';

const LONGEST_DAYS = 36_500;

const requireWithin = (name: keyof LifecycleRule, value: number, least: number, most: number): void => {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new DomainError(
    'InvalidLifecycleRule',
    'invalid',
    `${name} must be a whole number from ${least} to ${most}; it is ${value}.`,
    { errors: [{ pointer: `/${name}`, detail: `must be a whole number from ${least} to ${most}` }] },
  );
};

export const changeLifecycleRule =
  (change: Partial<LifecycleRule>): Decision<LifecycleRule, LifecycleRuleEvent> =>
  (rule) => {
    const data = {
      lapsedAfterDays: change.lapsedAfterDays ?? rule.lapsedAfterDays,
      repeatFrom: change.repeatFrom ?? rule.repeatFrom,
    };
    requireWithin('lapsedAfterDays', data.lapsedAfterDays, 1, LONGEST_DAYS);
    requireWithin('repeatFrom', data.repeatFrom, 2, 1_000);
    const same = data.lapsedAfterDays === rule.lapsedAfterDays && data.repeatFrom === rule.repeatFrom;
    return same ? [] : [{ type: 'LifecycleRuleChanged', data }];
  };

export const LifecycleRules: Decider<LifecycleRule, LifecycleRuleEvent> = {
  name: 'lifecycle-rule',
  initial: DEFAULT_RULE,
  evolve: (_, event) => event.data,
};
