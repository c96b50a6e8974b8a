import type { Contract, CountryCode, IdentityKey, Timestamp } from '../contract.js';

/** What other services may know of a customer: keys and classification, no personal data. */
export interface ClassificationV1 {
  readonly type?: 'individual' | 'company';
  readonly country?: CountryCode;
  readonly region?: string;
  readonly industry?: string;
}

export type CustomerRegisteredV1 = Contract<
  'CustomerRegistered',
  {
    readonly customerId: string;
    readonly keys: readonly IdentityKey[];
    /** When they were first heard of: the fact's own date, or the time of registration by hand. */
    readonly registeredAt: Timestamp;
    /** Of the fact that brought them. */
    readonly channel?: string;
    readonly classification: ClassificationV1;
  }
>;

/** Further keys lead to the customer from now on. A key leads to one customer for good. */
export type CustomerKeysLinkedV1 = Contract<
  'CustomerKeysLinked',
  { readonly customerId: string; readonly keys: readonly IdentityKey[] }
>;

/** The whole classification as it is now; it replaces what was. */
export type CustomerClassifiedV1 = Contract<
  'CustomerClassified',
  { readonly customerId: string; readonly classification: ClassificationV1 }
>;

/**
 * Published on the stream of the customer that goes into another. Its keys and facts stay its own and count for the
 * other while this holds. The other may go into a third: the last in the chain counts.
 */
export type CustomerMergedV1 = Contract<
  'CustomerMerged',
  { readonly customerId: string; readonly intoCustomerId: string; readonly occurredAt: Timestamp }
>;

/** Published on the same stream: the customer stands alone again. */
export type CustomerUnmergedV1 = Contract<
  'CustomerUnmerged',
  { readonly customerId: string; readonly fromCustomerId: string; readonly occurredAt: Timestamp }
>;

export type CustomersContract =
  CustomerRegisteredV1 | CustomerKeysLinkedV1 | CustomerClassifiedV1 | CustomerMergedV1 | CustomerUnmergedV1;

/** What a directory of customers needs. */
export const DIRECTORY_TYPES = [
  'CustomerRegistered',
  'CustomerKeysLinked',
  'CustomerMerged',
  'CustomerUnmerged',
] as const;
