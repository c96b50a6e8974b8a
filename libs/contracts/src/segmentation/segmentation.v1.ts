import type { Contract, Timestamp } from '../contract.js';

export type LifecycleStage = 'prospect' | 'first-time' | 'repeat' | 'lapsed';
export const LIFECYCLE_STAGES: readonly LifecycleStage[] = ['prospect', 'first-time', 'repeat', 'lapsed'];

export type LifecycleStageChangedV1 = Contract<
  'LifecycleStageChanged',
  {
    readonly customerId: string;
    readonly from?: LifecycleStage;
    /** Absent where the customer went into another and has no stage of its own. */
    readonly to?: LifecycleStage;
    readonly occurredAt: Timestamp;
  }
>;

export type SegmentChangedV1 = Contract<
  'SegmentChanged',
  {
    readonly customerId: string;
    readonly from?: string;
    /** Absent where the customer is in no segment any more. */
    readonly to?: string;
    readonly occurredAt: Timestamp;
  }
>;

export type SegmentationContract = LifecycleStageChangedV1 | SegmentChangedV1;
