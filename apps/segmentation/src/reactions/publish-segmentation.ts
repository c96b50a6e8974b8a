import type { SegmentationContract } from '@clientele/contracts';
import type { RecordedEvent } from '@clientele/event-sourcing';
import { type Publish, publishing } from '@clientele/messaging';
import type { StandingEvent } from '../standing/standing.js';

/** Where customers stand, without the figures that put them there. */
const toContract = (recorded: RecordedEvent): SegmentationContract | undefined => {
  const event = recorded as RecordedEvent & StandingEvent;
  if (event.type === 'LifecycleStageChanged') {
    const { customerId, from, to, occurredAt } = event.data;
    return { type: event.type, schemaVersion: 1, data: { customerId, from, to, occurredAt } };
  }
  if (event.type === 'SegmentChanged') {
    const { customerId, from, to, occurredAt } = event.data;
    return { type: event.type, schemaVersion: 1, data: { customerId, from, to, occurredAt } };
  }
  return undefined;
};

export const publishSegmentation: Publish = publishing(
  { LifecycleStageChanged: ['LifecycleStageChanged'], SegmentChanged: ['SegmentChanged'] },
  toContract,
);
