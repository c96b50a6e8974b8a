import type { RecordedEvent } from '@clientele/event-sourcing';
import type { CustomerEvent, Identity } from '../../customer/customer-events.js';
import { customerIdOf } from '../../customer/customer.js';
import type { PossibleDuplicateEvent } from '../../possible-duplicate/possible-duplicate.js';
import { kindsOf } from '../duplicates/duplicates.projection.js';

export type HistoryEvent = RecordedEvent & (CustomerEvent | PossibleDuplicateEvent);

const KIND_WORDS: Readonly<Record<string, string>> = {
  external: 'external id',
  externalId: 'an external id',
  email: 'an e-mail address',
  phone: 'a phone number',
};

/** What happened, in a sentence. */
export const historyWords = (event: HistoryEvent): string => {
  switch (event.type) {
    case 'CustomerRegistered':
      return event.data.factId === undefined ? 'Registered by hand.' : 'Registered from the first fact that came.';
    case 'CustomerSeenEarlier':
      return `An older fact came: known since ${event.data.occurredAt}.`;
    case 'CustomerKeysLinked':
      return `Linked ${event.data.identities.map(identityWords).join(', ')}.`;
    case 'ProfileChanged':
      return `Changed: ${fieldWords(event.data.changes)}.`;
    case 'CustomerClassified':
      return `Classified: ${fieldWords(event.data.classification)}.`;
    case 'CustomerTagged':
      return `Tagged ${event.data.tag}.`;
    case 'CustomerUntagged':
      return `Tag ${event.data.tag} taken away.`;
    case 'NoteAdded':
      return 'Note added.';
    case 'CustomerMerged':
      return `Customer ${customerIdOf(event.stream)} merged into ${event.data.into}.`;
    case 'CustomerUnmerged':
      return `Customer ${customerIdOf(event.stream)} un-merged from ${event.data.from}.`;
    case 'PossibleDuplicateReported': {
      const shares = kindsOf(event.data.keys).map((kind) => KIND_WORDS[kind] ?? kind);
      return `${event.data.customerIds.join(' and ')} may be one person: they share ${shares.join(' and ')}.`;
    }
    case 'PossibleDuplicateDismissed':
      return 'Possible duplicate dismissed: they are two.';
  }
};

const identityWords = ({ kind, source, value }: Identity): string =>
  source === undefined ? value : `${KIND_WORDS[kind]} ${source}:${value}`;

const fieldWords = (fields: object): string =>
  Object.entries(fields)
    .map(([field, value]) => (value === null ? `${field} is blank` : `${field} is ${value}`))
    .join(', ');
