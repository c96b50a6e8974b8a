import type { FactKind } from '../fact/fact-id.js';
import { CUSTOMER_FIELDS } from '../record/clean-customer.js';
import { RECORD_FIELDS } from '../record/clean-record.js';
import { nearName } from '../record/near-name.js';

/** Where a value of a row goes in the record. */
export type Target =
  | { readonly at: 'record' | 'customer' | 'attributes'; readonly name: string }
  /** An id of the customer at a source: `customer.externalIds.<source>`. */
  | { readonly at: 'externalIds'; readonly name: string }
  /** All columns that go nowhere else: `attributes.*`. */
  | { readonly at: 'rest' };

const EXTERNAL_IDS = 'customer.externalIds.';
const ATTRIBUTES = 'attributes.';
const GIVEN_OTHERWISE = new Set(['source', 'customer', 'attributes']);

/** What can be mapped, by name. */
export const targetNames = (kind: FactKind): string[] => [
  ...[...RECORD_FIELDS[kind]].filter((name) => !GIVEN_OTHERWISE.has(name)),
  ...[...CUSTOMER_FIELDS].filter((name) => name !== 'externalIds').map((name) => `customer.${name}`),
  `${EXTERNAL_IDS}<source>`,
  `${ATTRIBUTES}<name>`,
];

export const targetOf = (kind: FactKind, text: string): Target | undefined => {
  if (text === `${ATTRIBUTES}*`) return { at: 'rest' };
  if (text.startsWith(EXTERNAL_IDS) && text.length > EXTERNAL_IDS.length)
    return { at: 'externalIds', name: text.slice(EXTERNAL_IDS.length) };
  if (text.startsWith(ATTRIBUTES) && text.length > ATTRIBUTES.length)
    return { at: 'attributes', name: text.slice(ATTRIBUTES.length) };
  if (!targetNames(kind).includes(text)) return undefined;
  return text.startsWith('customer.')
    ? { at: 'customer', name: text.slice('customer.'.length) }
    : { at: 'record', name: text };
};

/** How a target is spelled, for one that is not known. */
export const targetHint = (kind: FactKind, text: string): string => {
  const names = targetNames(kind);
  const near = nearName(text, names) ?? names.find((name) => name.toLowerCase().endsWith(`.${text.toLowerCase()}`));
  return near ? `Did you mean ${near}?` : `Known are ${names.join(', ')}.`;
};

/** Where the target's value stands in the record, as a JSON pointer. */
export const pointerOfTarget = (target: Target): string => {
  if (target.at === 'rest') return '/attributes';
  if (target.at === 'externalIds') return '/customer/externalIds';
  return target.at === 'record' ? `/${target.name}` : `/${target.at}/${target.name}`;
};
