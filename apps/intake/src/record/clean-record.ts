import type {
  ActivityReceivedDataV1,
  FactV1,
  IdentityKey,
  LeadReceivedDataV1,
  PurchaseReceivedDataV1,
} from '@clientele/contracts';
import type { IdentityKeys } from '@clientele/privacy';
import { factIdOf, type FactKind } from '../fact/fact-id.js';
import { canonicalChannel } from './channels.js';
import { cleanActivity, cleanDirection, cleanFlag } from './choices.js';
import { cleanAttributes } from './clean-attributes.js';
import { cleanCustomer } from './clean-customer.js';
import { cleanCurrency, fractionDigitsOf } from './currencies.js';
import type { DateFormat } from './date-format.js';
import { IncomingFields, isObject, type JsonObject, type Original } from './incoming-fields.js';
import { parseAmount } from './parse-amount.js';
import { parseInstant } from './parse-instant.js';
import type { Reason } from './reason.js';

/** What cleaning needs besides the record. */
export interface CleaningContext {
  readonly keys: IdentityKeys;
  /** Of phones without a country code, where the record names no country. */
  readonly defaultCountry?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How an import's dates are written, where it says so. */
  readonly dateFormat?: DateFormat | undefined;
}

interface Kept {
  /** Values as they came, by JSON pointer; only those that cleaning changed. */
  readonly original?: Original;
}
export type CleanFact =
  | { readonly kind: 'lead'; readonly data: LeadReceivedDataV1 & Kept }
  | { readonly kind: 'purchase'; readonly data: PurchaseReceivedDataV1 & Kept }
  | { readonly kind: 'activity'; readonly data: ActivityReceivedDataV1 & Kept };

/** A record understood, or the reasons why not, with as much of its name as could be read. */
export type CleanRecord =
  | { readonly fact: CleanFact; readonly reasons?: undefined }
  | {
      readonly fact?: undefined;
      readonly reasons: readonly Reason[];
      readonly source?: string;
      readonly sourceId?: string;
    };

const DAY = 86_400_000;
const LONGEST_NAME = 300;
const LONGEST_TEXT = 20_000;
const QUANTITY_DIGITS = 3;
const LARGEST_QUANTITY = 1e9;

const EVERY = ['source', 'id', 'occurredAt', 'channel', 'customer', 'attributes'];
export const RECORD_FIELDS: Readonly<Record<FactKind, ReadonlySet<string>>> = {
  lead: new Set([...EVERY, 'converted']),
  purchase: new Set([...EVERY, 'amount', 'currency', 'quantity', 'orderId']),
  activity: new Set([...EVERY, 'activity', 'direction', 'subject', 'text']),
};

/** Checks and cleans one record. The hot path: plain code, no class per field. */
export const cleanRecord = (kind: FactKind, record: unknown, context: CleaningContext): CleanRecord => {
  if (!isObject(record)) return { reasons: [{ pointer: '', detail: `A ${kind} must be a JSON object.` }] };
  const fields = new IncomingFields();
  fields.onlyKnown(record, RECORD_FIELDS[kind], '');
  const source = fields.required(
    fields.line(record, 'source', '', LONGEST_NAME),
    '/source',
    'It is missing. Name who sends it, like shop.',
  );
  const sourceId = fields.required(
    fields.line(record, 'id', '', LONGEST_NAME),
    '/id',
    'It is missing. Give the id that the record has at its source.',
  );
  const fact = factOf(kind, record, fields, context, source ?? '', sourceId ?? '');
  if (fact && !fields.reasons.length) return { fact };
  return { reasons: fields.reasons, ...(source && { source }), ...(sourceId && { sourceId }) };
};

const factOf = (
  kind: FactKind,
  record: JsonObject,
  fields: IncomingFields,
  context: CleaningContext,
  source: string,
  sourceId: string,
): CleanFact | undefined => {
  const occurredAt = occurredAtOf(kind, record, fields, context);
  const channel = fields.cleaned(record, 'channel', '', (text) => ({ value: canonicalChannel(text) }));
  const customer = cleanCustomer(record, source || undefined, fields, context.defaultCountry);
  const attributes = cleanAttributes(record, fields);
  const details = DETAILS[kind](record, fields);
  if (fields.reasons.length || !customer || occurredAt === undefined) return undefined;
  const common: FactV1 = {
    factId: factIdOf(kind, source, sourceId),
    source,
    sourceId,
    occurredAt,
    ...(channel && { channel }),
    keys: context.keys.ofIdentifiers(customer.identifiers) as [IdentityKey, ...IdentityKey[]],
    ...customer,
    ...(attributes && { attributes }),
  };
  const data = { ...common, ...details, ...(fields.original && { original: fields.original }) };
  return { kind, data } as CleanFact;
};

/** A purchase must say when it was. Leads and activities that do not are taken as of now. */
const occurredAtOf = (
  kind: FactKind,
  record: JsonObject,
  fields: IncomingFields,
  context: CleaningContext,
): string | undefined => {
  const given = fields.line(record, 'occurredAt', '', 64);
  if (given === undefined) {
    if (kind !== 'purchase' && (record['occurredAt'] ?? undefined) === undefined)
      return new Date(context.now).toISOString();
    return fields.required(
      undefined,
      '/occurredAt',
      'It is missing. Say when it happened, like 2026-01-31 or 2026-01-31T09:30:00Z.',
    );
  }
  const { value, problem } = parseInstant(given, context.dateFormat);
  if (value === undefined) return fields.required(undefined, '/occurredAt', problem ?? '');
  if (value > context.now + DAY)
    return fields.required(
      undefined,
      '/occurredAt',
      'It lies more than a day in the future. Send it when it has happened.',
    );
  const text = new Date(value).toISOString();
  if (!/Z$/i.test(given)) fields.keep('/occurredAt', given);
  return text;
};

const DETAILS: Readonly<Record<FactKind, (record: JsonObject, fields: IncomingFields) => object>> = {
  lead: (record, fields) => ({ converted: fields.cleaned(record, 'converted', '', cleanFlag) ?? false }),

  purchase: (record, fields) => {
    const missing = 'It is missing. Write its three letters of ISO 4217, like USD.';
    const currency = fields.required(fields.cleaned(record, 'currency', '', cleanCurrency), '/currency', missing);
    const amount = decimal(record, 'amount', fields, fractionDigitsOf(currency));
    fields.required(amount, '/amount', 'It is missing. Write what was paid, like 12.50.');
    const quantity = Number(decimal(record, 'quantity', fields, QUANTITY_DIGITS) ?? 1);
    if (quantity > LARGEST_QUANTITY) fields.refuse('/quantity', `It is more than ${LARGEST_QUANTITY}.`);
    const orderId = fields.line(record, 'orderId', '');
    return { amount, currency, quantity, ...(orderId && { orderId }) };
  },

  activity: (record, fields) => {
    const missing = 'It is missing. Say what it was: call, mail, message, visit, page-view, social or other.';
    const activity = fields.required(fields.cleaned(record, 'activity', '', cleanActivity), '/activity', missing);
    const direction = fields.cleaned(record, 'direction', '', cleanDirection);
    const subject = fields.line(record, 'subject', '', 500);
    const text = fields.text(record, 'text', '', LONGEST_TEXT);
    return { activity, ...(direction && { direction }), ...(subject && { subject }), ...(text && { text }) };
  },
};

const decimal = (record: JsonObject, name: string, fields: IncomingFields, digits: number): string | undefined => {
  const given = record[name];
  if (typeof given !== 'number') return fields.cleaned(record, name, '', (text) => parseAmount(text, digits));
  const { value, problem } = parseAmount(given, digits);
  if (problem !== undefined) fields.refuse(`/${name}`, problem);
  return value;
};
