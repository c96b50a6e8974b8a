import { CONTRACTS, LifecycleStageChangedV1, type SegmentationContract, SegmentChangedV1 } from '@clientele/contracts';
import type { RecordedEvent } from '@clientele/event-sourcing';
import { type Publish, publishing } from '@clientele/messaging';
import type { StandingEvent } from '../standing/standing.js';

/** Where customers stand, without the figures that put them there. */
const toContract = (recorded: RecordedEvent): SegmentationContract | undefined => {
  const event = recorded as RecordedEvent & StandingEvent;
  switch (event.type) {
    case 'LifecycleStageChanged': {
      const { customerId, from, to, occurredAt } = event.data;
      return new LifecycleStageChangedV1({ customerId, from, to, occurredAt });
    }
    case 'SegmentChanged': {
      const { customerId, from, to, occurredAt } = event.data;
      return new SegmentChangedV1({ customerId, from, to, occurredAt });
    }
    default:
      return undefined;
  }
};

export const publishSegmentation: Publish = publishing(
  Object.fromEntries(CONTRACTS.segmentation.map(({ type }) => [type, [type]])),
  toContract,
);
