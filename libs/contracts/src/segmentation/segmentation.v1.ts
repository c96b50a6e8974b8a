import { contract } from '../contract.js';
import { customerId, timestamp } from '../schema/fields.js';
import { oneOf, shape, text } from '../schema/schema.js';

export const LIFECYCLE_STAGES = ['prospect', 'first-time', 'repeat', 'lapsed'] as const;
export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number];

const needed = { customerId, occurredAt: timestamp('Since when.') };

export class LifecycleStageChangedV1 extends contract({
  service: 'segmentation',
  type: 'LifecycleStageChanged',
  schemaVersion: 1,
  description: 'The customer is at another stage of the life cycle.',
  data: shape(needed, {
    from: oneOf(LIFECYCLE_STAGES, 'The stage before; absent where there was none.'),
    to: oneOf(
      LIFECYCLE_STAGES,
      'The stage now; absent where the customer went into another and has no stage of its own.',
    ),
  }),
}) {}

export class SegmentChangedV1 extends contract({
  service: 'segmentation',
  type: 'SegmentChanged',
  schemaVersion: 1,
  description: 'The customer belongs to another segment of the RFM grid.',
  data: shape(needed, {
    from: text('The segment before; absent where there was none.'),
    to: text('The segment now; absent where the customer is in none any more.'),
  }),
}) {}

export type SegmentationContract = LifecycleStageChangedV1 | SegmentChangedV1;
