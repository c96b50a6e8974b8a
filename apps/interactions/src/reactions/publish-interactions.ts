import type { InteractionsContract } from '@clientele/contracts';
import type { RecordedEvent } from '@clientele/event-sourcing';
import { publishing } from '@clientele/messaging';
import type { ActivityEvent } from '../activity/activity.js';
import type { PurchaseEvent } from '../purchase/purchase.js';

const TYPES = [
  'PurchaseRefunded',
  'PurchaseCancelled',
  'ActivityLogged',
  'ActivityCorrected',
  'ActivityWithdrawn',
] as const;

/** What others may know: what happened, without the words, which are personal. Tasks stay here. */
export const publishInteractions = publishing(
  Object.fromEntries(TYPES.map((type) => [type, [type]])),
  (event: RecordedEvent): InteractionsContract | undefined => contractOf(event as RecordedEvent & Published),
);

type Published = PurchaseEvent | ActivityEvent;

const contractOf = ({ type, data }: Published): InteractionsContract | undefined => {
  switch (type) {
    case 'PurchaseRefunded': {
      const { purchaseId, refundId, amount, currency, occurredAt } = data;
      return { type, schemaVersion: 1, data: { purchaseId, refundId, amount, currency, occurredAt } };
    }
    case 'PurchaseCancelled': {
      const { purchaseId, occurredAt } = data;
      return { type, schemaVersion: 1, data: { purchaseId, occurredAt } };
    }
    case 'ActivityLogged':
    case 'ActivityCorrected': {
      const { activityId, customerId, activity, direction, occurredAt } = data;
      return {
        type,
        schemaVersion: 1,
        data: { activityId, customerId, activity, ...(direction && { direction }), occurredAt },
      };
    }
    case 'ActivityWithdrawn':
      return { type, schemaVersion: 1, data: { activityId: data.activityId } };
    default:
      return undefined;
  }
};
