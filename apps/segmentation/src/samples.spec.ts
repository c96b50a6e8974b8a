import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fold, type RecordedEvent } from '@clientele/event-sourcing';
import { contractProblems, goldenSamples } from '@clientele/testing';
import { LifecycleRules } from './lifecycle-rule/lifecycle-rule.js';
import { publishSegmentation } from './reactions/publish-segmentation.js';
import { STANDING_EVENT_TYPES, type StandingEvent, Standings } from './standing/standing.js';

const folder = (aggregate: string): URL => new URL(`./${aggregate}/samples/`, import.meta.url);
const sample = (aggregate: string, type: string) => ({
  type,
  data: JSON.parse(readFileSync(new URL(`${type}.v1.json`, folder(aggregate)), 'utf8')),
});
const standing = STANDING_EVENT_TYPES.map((type) => sample('standing', type) as StandingEvent);

describe('events as they are stored are read for good', () => {
  goldenSamples({ decider: Standings, types: STANDING_EVENT_TYPES, folder: folder('standing') });
  goldenSamples({ decider: LifecycleRules, types: ['LifecycleRuleChanged'], folder: folder('lifecycle-rule') });

  it('of a standing and of the rule', () => {
    expect(fold(Standings, standing)).toEqual({ stage: 'repeat', segment: 'champions' });
    const rule = sample('lifecycle-rule', 'LifecycleRuleChanged') as { type: 'LifecycleRuleChanged'; data: never };
    expect(fold(LifecycleRules, [rule])).toEqual({ lapsedAfterDays: 180, repeatFrom: 3 });
  });
});

describe('publishing segmentation', () => {
  const published = standing.map((event) => publishSegmentation({ ...event, schemaVersion: 1 } as RecordedEvent)!);

  it('tells all as the contracts say', () => {
    expect(published.flatMap((contract) => contractProblems('segmentation', contract))).toEqual([]);
  });

  it('tells where a customer stands, without its figures', () => {
    const data = { customerId: '0195f000-0000-7000-8000-000000000002', occurredAt: '2026-03-02T09:30:00.000Z' };
    expect(published).toEqual([
      { type: 'LifecycleStageChanged', schemaVersion: 1, data: { ...data, from: 'first-time', to: 'repeat' } },
      { type: 'SegmentChanged', schemaVersion: 1, data: { ...data, from: 'new-customers', to: 'champions' } },
    ]);
  });
});
