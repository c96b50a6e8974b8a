import type { FeedRecord } from '@clientele/event-sourcing';
import type { CustomerEvent, Fields, Identity } from '../../customer/customer-events.js';
import { customerIdOf } from '../../customer/customer.js';

export type ShownIdentity = Omit<Identity, 'key' | 'shared'>;

export interface Note {
  readonly id: string;
  readonly text: string;
  readonly at: string;
  readonly by?: string;
}

/** What one customer's own events say, without those merged into it. JSON. */
export interface OwnProfile {
  readonly customerId: string;
  /** Of its stream. */
  readonly version: number;
  readonly fields: Fields;
  readonly identities: readonly ShownIdentity[];
  readonly tags: readonly string[];
  readonly notes: readonly Note[];
  /** When it was first heard of. */
  readonly registeredAt?: string;
  readonly channel?: string;
  readonly updatedAt?: string;
  readonly mergedInto?: string;
  readonly mergedAt?: string;
}

export type RecordedCustomerEvent = CustomerEvent &
  Pick<FeedRecord, 'stream' | 'meta' | 'recordedAt'> & { readonly version?: number };

const blank = (customerId: string): OwnProfile => ({
  customerId,
  version: 0,
  fields: {},
  identities: [],
  tags: [],
  notes: [],
});

/** Folds one event; each event of a stream is a version of it. */
export const applyEvent = (before: OwnProfile | undefined, event: RecordedCustomerEvent): OwnProfile => {
  const own = before ?? blank(customerIdOf(event.stream));
  const { occurredAt } = event.data;
  const next = { ...own, version: own.version + 1, updatedAt: event.recordedAt.toISOString() };
  switch (event.type) {
    case 'CustomerRegistered': {
      const { profile, classification, identities, channel } = event.data;
      const fields = { ...profile, ...classification };
      return { ...next, fields, identities: identities.map(shown), registeredAt: occurredAt, channel };
    }
    case 'CustomerSeenEarlier':
      return { ...next, registeredAt: occurredAt };
    case 'CustomerKeysLinked':
      return { ...next, identities: [...own.identities, ...event.data.identities.map(shown)] };
    case 'ProfileChanged':
      return { ...next, fields: { ...own.fields, ...event.data.changes } };
    case 'CustomerClassified':
      return { ...next, fields: { ...own.fields, ...event.data.classification } };
    case 'CustomerTagged':
      return { ...next, tags: [...own.tags, event.data.tag] };
    case 'CustomerUntagged':
      return { ...next, tags: own.tags.filter((tag) => tag !== event.data.tag) };
    case 'NoteAdded': {
      const { noteId, text } = event.data;
      return { ...next, notes: [...own.notes, { id: noteId, text, at: occurredAt, by: event.meta.actor }] };
    }
    case 'CustomerMerged':
      return { ...next, mergedInto: event.data.into, mergedAt: occurredAt };
    case 'CustomerUnmerged':
      return { ...next, mergedInto: undefined, mergedAt: undefined };
  }
};

const shown = ({ kind, source, value }: Identity): ShownIdentity => ({
  kind,
  ...(source === undefined ? {} : { source }),
  value,
});
