import type { Field } from '../../customer/customer-events.js';
import { CLASSIFICATION_FIELDS, PERSONAL_FIELDS } from '../../customer/customer-events.js';
import type { Note, OwnProfile, ShownIdentity } from './own-profile.js';

/** A customer as it is shown, together with those merged into it. */
export type CustomerProfile = { readonly [F in Field]?: string } & {
  readonly id: string;
  readonly version: number;
  /** The latest; all stand in `emails`. */
  readonly email?: string;
  readonly phone?: string;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly externalIds: readonly { readonly source: string; readonly id: string }[];
  readonly tags: readonly string[];
  readonly notes: readonly (Note & { readonly customerId: string })[];
  /** When they were first heard of. */
  readonly registeredAt: string;
  readonly channel?: string;
  readonly updatedAt: string;
  /** Whose facts, keys and notes count for this one. */
  readonly mergedCustomers: readonly string[];
};

/** Merged earlier comes first. */
export const inOrderOfMerge = (one: OwnProfile, other: OwnProfile): number =>
  (one.mergedAt ?? '').localeCompare(other.mergedAt ?? '') || (one.customerId < other.customerId ? -1 : 1);

/**
 * The survivor's own values come first; what it does not know is filled from those merged into it, in the order in which
 * they were merged. What it knows to be blank stays blank. Identifiers, tags and notes are united.
 */
export const unite = (survivor: OwnProfile, merged: readonly OwnProfile[]): CustomerProfile => {
  const family = [survivor, ...[...merged].sort(inOrderOfMerge)];
  const identities = family.flatMap((own) => own.identities);
  const values = (kind: string) => [
    ...new Set(identities.filter((each) => each.kind === kind).map((each) => each.value)),
  ];
  const emails = values('email');
  const phones = values('phone');
  const first = family.reduce((a, b) => (Date.parse(b.registeredAt ?? '') < Date.parse(a.registeredAt ?? '') ? b : a));
  return {
    id: survivor.customerId,
    version: survivor.version,
    ...fieldsOf(family),
    email: latest(survivor, 'email') ?? emails[0],
    phone: latest(survivor, 'phone') ?? phones[0],
    emails,
    phones,
    externalIds: externalIdsOf(identities),
    tags: [...new Set(family.flatMap((own) => own.tags))].sort(),
    notes: notesOf(family),
    registeredAt: first.registeredAt!,
    channel: first.channel,
    updatedAt: family.map((own) => own.updatedAt ?? '').reduce((a, b) => (a > b ? a : b)),
    mergedCustomers: family.slice(1).map((own) => own.customerId),
  };
};

const fieldsOf = (family: readonly OwnProfile[]): { [F in Field]?: string } => {
  const fields: { [F in Field]?: string } = {};
  for (const field of [...PERSONAL_FIELDS, ...CLASSIFICATION_FIELDS]) {
    const value = family.map((own) => own.fields[field]).find((known) => known !== undefined);
    if (value != null) (fields as Record<string, string>)[field] = value;
  }
  return fields;
};

const externalIdsOf = (identities: readonly ShownIdentity[]): CustomerProfile['externalIds'] => {
  const ids = identities
    .filter((each) => each.kind === 'external')
    .map(({ source, value }) => ({ source: source!, id: value }));
  return ids.filter(
    (one, place) => ids.findIndex((other) => other.source === one.source && other.id === one.id) === place,
  );
};

const latest = (own: OwnProfile, kind: string): string | undefined =>
  own.identities.findLast((identity) => identity.kind === kind)?.value;

const notesOf = (family: readonly OwnProfile[]): CustomerProfile['notes'] =>
  family
    .flatMap(({ customerId, notes }) => notes.map((note) => ({ ...note, customerId })))
    .sort((one, other) => (one.at === other.at ? compare(other.id, one.id) : compare(other.at, one.at)));

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
