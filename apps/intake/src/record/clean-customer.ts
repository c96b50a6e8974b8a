import type { IdentifiersV1, ProfileFieldsV1 } from '@clientele/contracts';
import { normaliseEmail, normalisePhone } from '@clientele/privacy';
import { cleanCustomerType } from './choices.js';
import { cleanCountry } from './countries.js';
import { isObject, type IncomingFields, type JsonObject } from './incoming-fields.js';
import { parseInstant } from './parse-instant.js';
import type { Cleaned } from './reason.js';

const AT = '/customer';
const LONGEST_ID = 300;
const MOST_EXTERNAL_IDS = 10;
const NOBODY = 'Nothing says who it is. Give at least one of externalId, email and phone.';
const DAY = 86_400_000;

const LINES = ['name', 'company', 'jobTitle', 'industry', 'region', 'city', 'postalCode', 'street'] as const;
export const CUSTOMER_FIELDS: ReadonlySet<string> = new Set([
  'externalId',
  'externalIds',
  'email',
  'phone',
  'type',
  ...LINES,
  'country',
  'language',
  'birthDate',
]);
const EXTERNAL_ID_FIELDS: ReadonlySet<string> = new Set(['source', 'id']);

export interface CleanCustomer {
  readonly identifiers: IdentifiersV1;
  readonly profile?: ProfileFieldsV1;
}

/** Who a record is about. At least one identifier is needed; an `externalId` alone is one of the record's own source. */
export const cleanCustomer = (
  record: JsonObject,
  source: string | undefined,
  fields: IncomingFields,
  defaultCountry: string | undefined,
): CleanCustomer | undefined => {
  const from = record['customer'];
  if (!isObject(from)) {
    const isMissing = from === undefined || from === null;
    fields.refuse(AT, isMissing ? NOBODY : 'It must be an object with at least one of externalId, email and phone.');
    return undefined;
  }
  fields.onlyKnown(from, CUSTOMER_FIELDS, AT);
  const country = fields.cleaned(from, 'country', AT, cleanCountry);
  const externalIds = externalIdsOf(from, source, fields);
  const email = fields.cleaned<string>(from, 'email', AT, normaliseEmail);
  const phone = fields.cleaned<string>(from, 'phone', AT, (text) => normalisePhone(text, country ?? defaultCountry));
  const named = externalIds.length > 0 || (source === undefined && from['externalId'] !== undefined);
  if (!named && !email && !phone && !fields.reasons.some(({ pointer }) => pointer.startsWith(AT)))
    fields.refuse(AT, NOBODY);
  return {
    identifiers: { ...(externalIds.length && { externalIds }), ...(email && { email }), ...(phone && { phone }) },
    ...profileOf(from, country, fields),
  };
};

const externalIdsOf = (from: JsonObject, source: string | undefined, fields: IncomingFields) => {
  const ids: { source: string; id: string }[] = [];
  const own = fields.line(from, 'externalId', AT, LONGEST_ID);
  if (own !== undefined && source !== undefined) ids.push({ source, id: own });
  const given = from['externalIds'] ?? [];
  if (!Array.isArray(given) || given.length > MOST_EXTERNAL_IDS) {
    fields.refuse(`${AT}/externalIds`, `It must be a list of at most ${MOST_EXTERNAL_IDS} objects {source, id}.`);
    return ids;
  }
  for (const [index, item] of given.entries()) {
    const id = externalIdOf(item, `${AT}/externalIds/${index}`, fields);
    if (id && !ids.some((known) => known.source === id.source && known.id === id.id)) ids.push(id);
  }
  return ids;
};

const externalIdOf = (item: unknown, at: string, fields: IncomingFields) => {
  if (!isObject(item)) {
    fields.refuse(at, 'It must be an object {source, id}.');
    return undefined;
  }
  fields.onlyKnown(item, EXTERNAL_ID_FIELDS, at);
  const source = fields.required(fields.line(item, 'source', at, LONGEST_ID), `${at}/source`, 'It is missing.');
  const id = fields.required(fields.line(item, 'id', at, LONGEST_ID), `${at}/id`, 'It is missing.');
  return source !== undefined && id !== undefined ? { source, id } : undefined;
};

const profileOf = (
  from: JsonObject,
  country: string | undefined,
  fields: IncomingFields,
): { profile?: ProfileFieldsV1 } => {
  const profile: { -readonly [Name in keyof ProfileFieldsV1]: ProfileFieldsV1[Name] } = {};
  const type = fields.cleaned(from, 'type', AT, cleanCustomerType);
  if (type) profile.type = type;
  for (const name of LINES) {
    const value = fields.line(from, name, AT);
    if (value !== undefined) profile[name] = value;
  }
  if (country) profile.country = country;
  const language = fields.cleaned(from, 'language', AT, cleanLanguage);
  if (language) profile.language = language;
  const birthDate = fields.cleaned(from, 'birthDate', AT, cleanBirthDate);
  if (birthDate) profile.birthDate = birthDate;
  for (const _ in profile) return { profile };
  return {};
};

const cleanLanguage = (text: string): Cleaned<string> => {
  try {
    const [value] = Intl.getCanonicalLocales(text.replaceAll('_', '-'));
    return value ? { value } : {};
  } catch {
    return { problem: 'This is no language tag of BCP 47. Write it like en or zh-CN.' };
  }
};

const cleanBirthDate = (text: string): Cleaned<string> => {
  const { value, problem } = parseInstant(text);
  if (value === undefined) return { problem };
  if (value > Date.now() + DAY) return { problem: 'It lies in the future.' };
  return { value: new Date(value).toISOString().slice(0, 10) };
};
