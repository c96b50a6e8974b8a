import { describe, expect, it } from '@jest/globals';
import { fold } from '@clientele/event-sourcing';
import { type Placement, place, type Standing, type StandingEvent, Standings } from './standing.js';

const base = { customerId: 'c', occurredAt: '2026-01-01T00:00:00.000Z', purchases: 3 };
const given = (...events: StandingEvent[]): Standing => fold(Standings, events);
const when = (standing: Standing, placement: Partial<Placement>): readonly StandingEvent[] =>
  place({ ...base, ...placement })(standing);
const placed = (placement: Partial<Placement>): Standing => given(...when({}, placement));

describe('the standing of a customer', () => {
  it('says both on first sight', () => {
    expect(when(given(), { stage: 'repeat', segment: 'loyal' })).toMatchObject([
      { type: 'LifecycleStageChanged', data: { from: undefined, to: 'repeat', purchases: 3 } },
      { type: 'SegmentChanged', data: { from: undefined, to: 'loyal' } },
    ]);
  });

  it('says nothing where it stands so already', () => {
    expect(when(placed({ stage: 'repeat', segment: 'loyal' }), { stage: 'repeat', segment: 'loyal' })).toEqual([]);
    expect(when(given(), {})).toEqual([]);
  });

  it('says only what changes', () => {
    const before = placed({ stage: 'first-time', segment: 'new-customers' });
    expect(when(before, { stage: 'first-time', segment: 'promising' })).toMatchObject([
      { type: 'SegmentChanged', data: { from: 'new-customers', to: 'promising' } },
    ]);
    expect(when(before, { stage: 'lapsed', segment: 'new-customers' })).toMatchObject([
      { type: 'LifecycleStageChanged', data: { from: 'first-time', to: 'lapsed' } },
    ]);
  });

  it('leaves stage and segment when the customer goes into another, and takes them again afterwards', () => {
    const before = placed({ stage: 'lapsed', segment: 'lost' });
    const leaving = when(before, {});
    expect(leaving).toMatchObject([
      { data: { from: 'lapsed', to: undefined } },
      { data: { from: 'lost', to: undefined } },
    ]);
    expect(when(given(...leaving), { stage: 'lapsed' })).toMatchObject([{ data: { from: undefined, to: 'lapsed' } }]);
  });
});
