import { contract } from '../contract.js';
import { activityKind, direction } from '../intake/facts.v1.js';
import { currency, customerId, decimal, timestamp, uuid } from '../schema/fields.js';
import { shape, text } from '../schema/schema.js';

const service = 'interactions';
const schemaVersion = 1;
const occurredAt = timestamp('When it happened.');
const purchaseId = uuid("The purchase, by its fact's id.");
const activityId = uuid('The activity.');
/** Without its words, which are personal. */
const activity = shape({ activityId, customerId, activity: activityKind, occurredAt }, { direction });

export class PurchaseRefundedV1 extends contract({
  service,
  type: 'PurchaseRefunded',
  schemaVersion,
  description: 'Part or all of the money goes back. Several may follow on one purchase.',
  data: shape({
    purchaseId,
    refundId: text('Its id at whoever refunds.'),
    amount: decimal('What goes back.'),
    currency,
    occurredAt,
  }),
}) {}

export class PurchaseCancelledV1 extends contract({
  service,
  type: 'PurchaseCancelled',
  schemaVersion,
  description: 'The purchase never was: it counts nowhere, from its own date on.',
  data: shape({ purchaseId, occurredAt }),
}) {}

export class ActivityLoggedV1 extends contract({
  service,
  type: 'ActivityLogged',
  schemaVersion,
  description: 'An activity, logged by hand. Without its words, which are personal.',
  data: activity,
}) {}

export class ActivityCorrectedV1 extends contract({
  service,
  type: 'ActivityCorrected',
  schemaVersion,
  description: 'The whole activity as it is now; it replaces what was.',
  data: activity,
}) {}

export class ActivityWithdrawnV1 extends contract({
  service,
  type: 'ActivityWithdrawn',
  schemaVersion,
  description: 'The activity was logged by mistake: it counts nowhere.',
  data: shape({ activityId }),
}) {}

export type InteractionsContract =
  PurchaseRefundedV1 | PurchaseCancelledV1 | ActivityLoggedV1 | ActivityCorrectedV1 | ActivityWithdrawnV1;
