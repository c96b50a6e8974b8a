import type { IdentityKey, ProfileFieldsV1, Timestamp } from '@clientele/contracts';

/** An identifier and the key it gives: keys find the customer, values are shown. */
export interface Identity {
  readonly key: IdentityKey;
  readonly kind: 'external' | 'email' | 'phone';
  /** Of an external id. */
  readonly source?: string;
  readonly value: string;
  /** It leads to another customer, who had it first; here it is shown and no more. */
  readonly shared?: true;
}

/** What others may know of a customer. */
export const CLASSIFICATION_FIELDS = ['type', 'country', 'region', 'industry'] as const;
/** What is theirs alone. */
export const PERSONAL_FIELDS = [
  'name',
  'company',
  'jobTitle',
  'city',
  'postalCode',
  'street',
  'language',
  'birthDate',
] as const;

export type Field = keyof ProfileFieldsV1;
export type ClassificationField = (typeof CLASSIFICATION_FIELDS)[number];
/** `null` says that it is known to be blank; an absent field, that nothing is known. */
export type Fields<Name extends Field = Field> = { readonly [F in Name]?: string | null };

interface Occurred {
  /** When it came true: the fact's own date, or the time of the change by hand. */
  readonly occurredAt: Timestamp;
  /** The fact that told it; absent where somebody did it by hand. */
  readonly factId?: string;
}

type Event<Type extends string, Data extends object> = { readonly type: Type; readonly data: Data & Occurred };

export type CustomerRegistered = Event<
  'CustomerRegistered',
  {
    readonly identities: readonly Identity[];
    readonly profile: Fields;
    readonly classification: Fields<ClassificationField>;
    readonly channel?: string;
  }
>;
/** A fact came to light that is older than all known so far. */
export type CustomerSeenEarlier = Event<'CustomerSeenEarlier', object>;
export type CustomerKeysLinked = Event<'CustomerKeysLinked', { readonly identities: readonly Identity[] }>;
/** Only the fields that changed. */
export type ProfileChanged = Event<'ProfileChanged', { readonly changes: Fields }>;
/** The whole classification, as it is now. */
export type CustomerClassified = Event<'CustomerClassified', { readonly classification: Fields<ClassificationField> }>;
export type CustomerTagged = Event<'CustomerTagged', { readonly tag: string }>;
export type CustomerUntagged = Event<'CustomerUntagged', { readonly tag: string }>;
export type NoteAdded = Event<'NoteAdded', { readonly noteId: string; readonly text: string }>;
/** On the stream of the customer that goes into another; its keys, facts and profile stay its own. */
export type CustomerMerged = Event<'CustomerMerged', { readonly into: string }>;
export type CustomerUnmerged = Event<'CustomerUnmerged', { readonly from: string }>;

export type CustomerEvent =
  | CustomerRegistered
  | CustomerSeenEarlier
  | CustomerKeysLinked
  | ProfileChanged
  | CustomerClassified
  | CustomerTagged
  | CustomerUntagged
  | NoteAdded
  | CustomerMerged
  | CustomerUnmerged;

export const CUSTOMER_EVENT_TYPES = [
  'CustomerRegistered',
  'CustomerSeenEarlier',
  'CustomerKeysLinked',
  'ProfileChanged',
  'CustomerClassified',
  'CustomerTagged',
  'CustomerUntagged',
  'NoteAdded',
  'CustomerMerged',
  'CustomerUnmerged',
] as const satisfies readonly CustomerEvent['type'][];
