import {
  ActivityReceivedV1,
  FACT_TYPES,
  type IntakeContract,
  LeadReceivedV1,
  PurchaseReceivedV1,
} from '@clientele/contracts';
import type { RecordedEvent } from '@clientele/event-sourcing';
import { publishing } from '@clientele/messaging';
import type { FactEvent, Kept } from '../fact/fact.js';

const contractOf = (recorded: RecordedEvent): IntakeContract => {
  const event = recorded as RecordedEvent & FactEvent;
  switch (event.type) {
    case 'LeadReceived':
      return new LeadReceivedV1(asCleaned(event.data));
    case 'PurchaseReceived':
      return new PurchaseReceivedV1(asCleaned(event.data));
    case 'ActivityReceived':
      return new ActivityReceivedV1(asCleaned(event.data));
  }
};

const asCleaned = <Data extends Kept>({ original: _original, receivedAt: _receivedAt, ...published }: Data) =>
  published;

/** Facts as other services may know them: as cleaned, without what came before cleaning. Rejections stay here. */
export const publishFacts = publishing(Object.fromEntries(FACT_TYPES.map((type) => [type, [type]])), contractOf);
