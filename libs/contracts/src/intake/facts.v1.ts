import type { Contract, CountryCode, Currency, Decimal, IdentityKey, Timestamp } from '../contract.js';

/** What every fact carries. */
export interface FactV1 {
  /** UUIDv5 of kind, source and the source's record id; also the receipt's id. */
  readonly factId: string;
  readonly source: string;
  readonly sourceId: string;
  /** When it happened; for a date without a time, its midnight in UTC. */
  readonly occurredAt: Timestamp;
  /** Where it came through, in its one spelling, e.g. `Google`. */
  readonly channel?: string;
  /** Strongest first: external ids, email, phone. A fact belongs to the customer who holds the first. Never empty. */
  readonly keys: readonly [IdentityKey, ...IdentityKey[]];
  readonly identifiers: IdentifiersV1;
  readonly profile?: ProfileFieldsV1;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** Personal data: in clear for `customers` alone, which must show it. Same order as the keys. */
export interface IdentifiersV1 {
  readonly externalIds?: readonly { readonly source: string; readonly id: string }[];
  readonly email?: string;
  /** E.164. */
  readonly phone?: string;
}

export interface ProfileFieldsV1 {
  readonly type?: 'individual' | 'company';
  readonly name?: string;
  readonly company?: string;
  readonly jobTitle?: string;
  readonly industry?: string;
  readonly country?: CountryCode;
  readonly region?: string;
  readonly city?: string;
  readonly postalCode?: string;
  readonly street?: string;
  /** BCP 47, e.g. `zh-CN`. */
  readonly language?: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate?: string;
}

export interface LeadReceivedDataV1 extends FactV1 {
  readonly converted: boolean;
}
export interface PurchaseReceivedDataV1 extends FactV1 {
  readonly amount: Decimal;
  readonly currency: Currency;
  readonly quantity: number;
  readonly orderId?: string;
}
export type ActivityKind = 'call' | 'mail' | 'message' | 'visit' | 'page-view' | 'social' | 'other';
export interface ActivityReceivedDataV1 extends FactV1 {
  readonly activity: ActivityKind;
  readonly direction?: 'inbound' | 'outbound';
  readonly subject?: string;
  readonly text?: string;
}

export type LeadReceivedV1 = Contract<'LeadReceived', LeadReceivedDataV1>;
export type PurchaseReceivedV1 = Contract<'PurchaseReceived', PurchaseReceivedDataV1>;
export type ActivityReceivedV1 = Contract<'ActivityReceived', ActivityReceivedDataV1>;
export type IntakeContract = LeadReceivedV1 | PurchaseReceivedV1 | ActivityReceivedV1;

/** Types that bring a fact about a customer. */
export const FACT_TYPES = ['LeadReceived', 'PurchaseReceived', 'ActivityReceived'] as const;
