import type { ContractClass } from './contract.js';
import {
  CustomerClassifiedV1,
  CustomerKeysLinkedV1,
  CustomerMergedV1,
  CustomerRegisteredV1,
  CustomerUnmergedV1,
} from './customers/customers.v1.js';
import { ActivityReceivedV1, LeadReceivedV1, PurchaseReceivedV1 } from './intake/facts.v1.js';
import {
  ActivityCorrectedV1,
  ActivityLoggedV1,
  ActivityWithdrawnV1,
  PurchaseCancelledV1,
  PurchaseRefundedV1,
} from './interactions/interactions.v1.js';
import { PartnerReceiptV1 } from './partner/receipts.v1.js';
import { PartnerActivityV1, PartnerLeadV1, PartnerPurchaseV1 } from './partner/records.v1.js';
import { LifecycleStageChangedV1, SegmentChangedV1 } from './segmentation/segmentation.v1.js';

/** What each service publishes: every version that may still be stored somewhere, newest last. */
export const CONTRACTS = {
  intake: [LeadReceivedV1, PurchaseReceivedV1, ActivityReceivedV1],
  customers: [CustomerRegisteredV1, CustomerKeysLinkedV1, CustomerClassifiedV1, CustomerMergedV1, CustomerUnmergedV1],
  interactions: [PurchaseRefundedV1, PurchaseCancelledV1, ActivityLoggedV1, ActivityCorrectedV1, ActivityWithdrawnV1],
  segmentation: [LifecycleStageChangedV1, SegmentChangedV1],
} as const satisfies Record<string, readonly ContractClass[]>;

/** What partners send, and what they get back. */
export const PARTNER_CONTRACTS = {
  records: [PartnerLeadV1, PartnerPurchaseV1, PartnerActivityV1],
  receipts: [PartnerReceiptV1],
} as const satisfies Record<string, readonly ContractClass[]>;

/** Every contract there is. */
export const ALL_CONTRACTS: readonly ContractClass[] = [
  ...Object.values(CONTRACTS).flat(),
  ...Object.values(PARTNER_CONTRACTS).flat(),
];

/** The types that each service publishes; a record of another type is passed over by its consumers. */
export const KNOWN_TYPES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(CONTRACTS).map(([service, contracts]) => [
    service,
    [...new Set(contracts.map(({ type }) => type as string))],
  ]),
);
