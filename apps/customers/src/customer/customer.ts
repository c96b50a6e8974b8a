import { DomainError, type Decider, type Decision } from '@clientele/event-sourcing';
import { CLASSIFICATION_FIELDS, PERSONAL_FIELDS } from './customer-events.js';
import type { ClassificationField, CustomerEvent, Field, Fields, Identity } from './customer-events.js';

/** A field's value and since when. */
export interface Dated {
  readonly value: string | null;
  readonly at: string;
}

export interface CustomerState {
  readonly registered: boolean;
  readonly firstSeenAt?: string;
  readonly keys: ReadonlySet<string>;
  readonly fields: { readonly [F in Field]?: Dated };
  readonly tags: readonly string[];
  readonly noteIds: readonly string[];
  readonly mergedInto?: string;
}

/** What a fact, or somebody at registration, says of a customer. */
export interface Told {
  readonly identities: readonly Identity[];
  readonly fields: Fields;
  readonly occurredAt: string;
  readonly channel?: string;
  readonly factId?: string;
}

type Decide = Decision<CustomerState, CustomerEvent>;

const initial: CustomerState = { registered: false, keys: new Set(), fields: {}, tags: [], noteIds: [] };

const withFields = (state: CustomerState, changes: Fields, at: string): CustomerState['fields'] => {
  const fields: Record<string, Dated> = { ...state.fields };
  for (const [field, value] of Object.entries(changes)) {
    if (value !== undefined && fields[field]?.value !== value) fields[field] = { value, at };
  }
  return fields;
};

const withKeys = (state: CustomerState, identities: readonly Identity[]): ReadonlySet<string> =>
  new Set([...state.keys, ...identities.map(({ key }) => key)]);

const evolve = (state: CustomerState, event: CustomerEvent): CustomerState => {
  const { occurredAt } = event.data;
  switch (event.type) {
    case 'CustomerRegistered': {
      const { identities, profile, classification } = event.data;
      const fields = withFields(state, { ...profile, ...classification }, occurredAt);
      return { ...state, registered: true, firstSeenAt: occurredAt, keys: withKeys(state, identities), fields };
    }
    case 'CustomerSeenEarlier':
      return { ...state, firstSeenAt: occurredAt };
    case 'CustomerKeysLinked':
      return { ...state, keys: withKeys(state, event.data.identities) };
    case 'ProfileChanged':
      return { ...state, fields: withFields(state, event.data.changes, occurredAt) };
    case 'CustomerClassified':
      return { ...state, fields: withFields(state, event.data.classification, occurredAt) };
    case 'CustomerTagged':
      return { ...state, tags: [...state.tags, event.data.tag] };
    case 'CustomerUntagged':
      return { ...state, tags: state.tags.filter((tag) => tag !== event.data.tag) };
    case 'NoteAdded':
      return { ...state, noteIds: [...state.noteIds, event.data.noteId] };
    case 'CustomerMerged':
      return { ...state, mergedInto: event.data.into };
    case 'CustomerUnmerged':
      return { ...state, mergedInto: undefined };
  }
};

const only = <F extends Field>(fields: Fields, names: readonly F[]): Fields<F> => {
  const chosen: { [N in F]?: string | null } = {};
  for (const name of names) if (fields[name] !== undefined) chosen[name] = fields[name];
  return chosen;
};

const isEmpty = (fields: object): boolean => Object.keys(fields).length === 0;

const mustBeRegistered = (state: CustomerState): void => {
  if (!state.registered) throw new DomainError('CustomerUnknown', 'missing', 'There is no such customer.');
};

const classificationOf = (state: CustomerState): Fields<ClassificationField> => {
  const values = Object.entries(state.fields).map(([field, dated]) => [field, dated.value]);
  return only(Object.fromEntries(values) as Fields, CLASSIFICATION_FIELDS);
};

/** One event for personal fields, one with the whole classification for the others; none where nothing is new. */
const fieldEvents = (state: CustomerState, news: Fields, cause: { occurredAt: string; factId?: string }) => {
  const events: CustomerEvent[] = [];
  const changes = only(news, PERSONAL_FIELDS);
  if (!isEmpty(changes)) events.push({ type: 'ProfileChanged', data: { changes, ...cause } });
  const reclassified = only(news, CLASSIFICATION_FIELDS);
  if (!isEmpty(reclassified)) {
    const classification = { ...classificationOf(state), ...reclassified };
    events.push({ type: 'CustomerClassified', data: { classification, ...cause } });
  }
  return events;
};

const differing = (state: CustomerState, fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([field, value]) => value !== undefined && state.fields[field as Field]?.value !== value,
    ),
  );

const isOlder = (at: string, than: string): boolean => Date.parse(at) < Date.parse(than);

/** What a fact may change: blanks, and what it knows more recently. */
const moreRecent = (state: CustomerState, { fields, occurredAt }: Told): Fields =>
  Object.fromEntries(
    Object.entries(differing(state, fields)).filter(([field]) => {
      const known = state.fields[field as Field];
      return known === undefined || isOlder(known.at, occurredAt);
    }),
  );

const unlinked = (state: CustomerState, identities: readonly Identity[]): Identity[] => {
  const seen = new Set(state.keys);
  return identities.filter(({ key }) => !seen.has(key) && seen.add(key));
};

const causeOf = ({ occurredAt, factId }: Told) => ({ occurredAt, ...(factId === undefined ? {} : { factId }) });

const registered = (told: Told): CustomerEvent => ({
  type: 'CustomerRegistered',
  data: {
    identities: unlinked(initial, told.identities),
    profile: only(told.fields, PERSONAL_FIELDS),
    classification: only(told.fields, CLASSIFICATION_FIELDS),
    ...(told.channel === undefined ? {} : { channel: told.channel }),
    ...causeOf(told),
  },
});

const keysLinked = (state: CustomerState, told: Told): CustomerEvent[] => {
  const identities = unlinked(state, told.identities);
  return identities.length === 0 ? [] : [{ type: 'CustomerKeysLinked', data: { identities, ...causeOf(told) } }];
};

const register =
  (told: Told): Decide =>
  (state) =>
    state.registered ? [] : [registered(told)];

/** A fact about this customer: registers, links, fills blanks, brings up to date; `[]` where it tells nothing new. */
const learn =
  (told: Told): Decide =>
  (state) => {
    if (!state.registered) return [registered(told)];
    const earlier = state.firstSeenAt !== undefined && isOlder(told.occurredAt, state.firstSeenAt);
    return [
      ...(earlier ? [{ type: 'CustomerSeenEarlier' as const, data: causeOf(told) }] : []),
      ...keysLinked(state, told),
      ...fieldEvents(state, moreRecent(state, told), causeOf(told)),
    ];
  };

/** By hand: what is said holds, whatever was known. */
const change =
  (told: Told): Decide =>
  (state) => {
    mustBeRegistered(state);
    return [...keysLinked(state, told), ...fieldEvents(state, differing(state, told.fields), causeOf(told))];
  };

const classify =
  (classification: Fields<ClassificationField>, occurredAt: string): Decide =>
  (state) => {
    mustBeRegistered(state);
    const whole = Object.fromEntries(CLASSIFICATION_FIELDS.map((field) => [field, classification[field] ?? null]));
    return fieldEvents(state, differing(state, whole), { occurredAt });
  };

const tag =
  (name: string, occurredAt: string): Decide =>
  (state) => {
    mustBeRegistered(state);
    return state.tags.includes(name) ? [] : [{ type: 'CustomerTagged', data: { tag: name, occurredAt } }];
  };

const untag =
  (name: string, occurredAt: string): Decide =>
  (state) => {
    mustBeRegistered(state);
    return state.tags.includes(name) ? [{ type: 'CustomerUntagged', data: { tag: name, occurredAt } }] : [];
  };

const addNote =
  (note: { noteId: string; text: string; occurredAt: string }): Decide =>
  (state) => {
    mustBeRegistered(state);
    return state.noteIds.includes(note.noteId) ? [] : [{ type: 'NoteAdded', data: note }];
  };

export interface Merge {
  readonly customerId: string;
  readonly into: string;
  /** Those whom `into` has gone into itself, next first. */
  readonly ancestors: readonly string[];
  readonly occurredAt: string;
}

const merge =
  ({ customerId, into, ancestors, occurredAt }: Merge): Decide =>
  (state) => {
    mustBeRegistered(state);
    if (into === customerId)
      throw new DomainError('MergeIntoItself', 'invalid', 'A customer cannot be merged into itself; name another one.');
    if (state.mergedInto === into) return [];
    if (state.mergedInto !== undefined)
      throw new DomainError(
        'CustomerAlreadyMerged',
        'conflict',
        `Customer ${customerId} has been merged into ${state.mergedInto}; un-merge it first, or merge that one.`,
        { customerId, into: state.mergedInto },
      );
    if (ancestors.includes(customerId))
      throw new DomainError(
        'MergeInACircle',
        'conflict',
        `Customer ${into} has itself been merged into ${customerId}; un-merge it first.`,
        { customerId, into },
      );
    return [{ type: 'CustomerMerged', data: { into, occurredAt } }];
  };

export interface Unmerge {
  readonly customerId: string;
  readonly from: string;
  /** Those whom the customer has gone into, next first. */
  readonly ancestors: readonly string[];
  readonly occurredAt: string;
}

const unmerge =
  ({ customerId, from, ancestors, occurredAt }: Unmerge): Decide =>
  (state) => {
    mustBeRegistered(state);
    if (state.mergedInto === undefined || !ancestors.includes(from))
      throw new DomainError('CustomerNotMerged', 'conflict', `Customer ${customerId} is not merged into ${from}.`, {
        customerId,
        ...(state.mergedInto === undefined ? {} : { into: state.mergedInto }),
      });
    return [{ type: 'CustomerUnmerged', data: { from: state.mergedInto, occurredAt } }];
  };

const decider: Decider<CustomerState, CustomerEvent> = { name: 'customer', initial, evolve };
const decisions = { register, learn, change, classify, tag, untag, addNote, merge, unmerge };

/** Who a customer is. Streams are named `customer-<uuid>`. */
export const Customer: Decider<CustomerState, CustomerEvent> & typeof decisions = { ...decider, ...decisions };

export const customerIdOf = (stream: string): string => stream.slice(Customer.name.length + 1);
