import {
  ActivityCorrectedV1,
  ActivityLoggedV1,
  ActivityWithdrawnV1,
  CONTRACTS,
  type InteractionsContract,
  PurchaseCancelledV1,
  PurchaseRefundedV1,
} from '@clientele/contracts';
import type { RecordedEvent } from '@clientele/event-sourcing';
import { publishing } from '@clientele/messaging';
import type { ActivityEvent, LoggedActivity } from '../activity/activity.js';
import type { PurchaseEvent } from '../purchase/purchase.js';

/** What others may know: what happened, without the words, which are personal. Tasks stay here. */
export const publishInteractions = publishing(
  Object.fromEntries(CONTRACTS.interactions.map(({ type }) => [type, [type]])),
  (event: RecordedEvent): InteractionsContract | undefined => contractOf(event as RecordedEvent & Published),
);

type Published = PurchaseEvent | ActivityEvent;

const contractOf = ({ type, data }: Published): InteractionsContract | undefined => {
  switch (type) {
    case 'PurchaseRefunded': {
      const { purchaseId, refundId, amount, currency, occurredAt } = data;
      return new PurchaseRefundedV1({ purchaseId, refundId, amount, currency, occurredAt });
    }
    case 'PurchaseCancelled':
      return new PurchaseCancelledV1({ purchaseId: data.purchaseId, occurredAt: data.occurredAt });
    case 'ActivityLogged':
      return new ActivityLoggedV1(withoutWords(data));
    case 'ActivityCorrected':
      return new ActivityCorrectedV1(withoutWords(data));
    case 'ActivityWithdrawn':
      return new ActivityWithdrawnV1({ activityId: data.activityId });
    default:
      return undefined;
  }
};

const withoutWords = (logged: LoggedActivity): ActivityLoggedV1['data'] => {
  const { activityId, customerId, activity, direction, occurredAt } = logged;
  return { activityId, customerId, activity, ...(direction && { direction }), occurredAt };
};
