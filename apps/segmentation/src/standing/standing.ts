import type { Decider, Decision } from '@clientele/event-sourcing';
import type { LifecycleStage } from '@clientele/contracts';

/** Where a customer stands: its stage of life, and its segment of the RFM grid. Absent: in none. */
export interface Standing {
  readonly stage?: LifecycleStage;
  readonly segment?: string;
}

/** What a customer is now, and the numbers that say so. */
export interface Placement extends Standing {
  readonly customerId: string;
  readonly occurredAt: string;
  readonly purchases: number;
  readonly lastPurchaseAt?: string;
  readonly scores?: { readonly r: number; readonly f: number; readonly m: number };
}

export type StandingEvent =
  | {
      readonly type: 'LifecycleStageChanged';
      readonly data: {
        readonly customerId: string;
        readonly from?: LifecycleStage;
        readonly to?: LifecycleStage;
        readonly occurredAt: string;
        readonly purchases: number;
        readonly lastPurchaseAt?: string;
      };
    }
  | {
      readonly type: 'SegmentChanged';
      readonly data: {
        readonly customerId: string;
        readonly from?: string;
        readonly to?: string;
        readonly occurredAt: string;
        readonly scores?: { readonly r: number; readonly f: number; readonly m: number };
      };
    };

export const STANDING_EVENT_TYPES = ['LifecycleStageChanged', 'SegmentChanged'] as const;

/** The customer stands there now: an event for what that changes, none where it stood so already. */
export const place =
  (placement: Placement): Decision<Standing, StandingEvent> =>
  (standing) => {
    const { customerId, occurredAt, stage, segment, purchases, lastPurchaseAt, scores } = placement;
    const events: StandingEvent[] = [];
    if (stage !== standing.stage) {
      const data = { customerId, from: standing.stage, to: stage, occurredAt, purchases, lastPurchaseAt };
      events.push({ type: 'LifecycleStageChanged', data });
    }
    if (segment !== standing.segment) {
      const data = { customerId, from: standing.segment, to: segment, occurredAt, scores };
      events.push({ type: 'SegmentChanged', data });
    }
    return events;
  };

export const Standings: Decider<Standing, StandingEvent> = {
  name: 'standing',
  initial: {},
  evolve: (standing, event) =>
    event.type === 'LifecycleStageChanged'
      ? { ...standing, stage: event.data.to }
      : { ...standing, segment: event.data.to },
};
