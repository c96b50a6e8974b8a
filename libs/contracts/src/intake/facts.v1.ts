import { contract } from '../contract.js';
import { countryCode, currency, decimal, identityKey, timestamp, uuid } from '../schema/fields.js';
import { anything, filledList, flag, list, number, oneOf, shape, text, type ValueOf } from '../schema/schema.js';

const externalId = shape({ source: text('Who gave the id.'), id: text('The id.') });

/** Of what is personal the form is not fixed, so that it may be erased. */
const identifiers = shape(
  {},
  { externalIds: list(externalId, 'Their ids elsewhere.'), email: text('E-mail address.'), phone: text('E.164.') },
  { description: 'Personal data, for customers alone, which must show it. Same order as the keys.' },
);
export type IdentifiersV1 = ValueOf<typeof identifiers>;

const profile = shape(
  {},
  {
    type: oneOf(['individual', 'company'], 'A person, or a company.'),
    name: text('As they write it.'),
    company: text('Where they work.'),
    jobTitle: text('What as.'),
    industry: text('Line of business.'),
    country: countryCode,
    region: text('State or province.'),
    city: text('City.'),
    postalCode: text('Postal code.'),
    street: text('Street and number.'),
    language: text('BCP 47.'),
    birthDate: text('YYYY-MM-DD.'),
  },
  { description: 'What it says of them; personal data.' },
);
export type ProfileFieldsV1 = ValueOf<typeof profile>;

const needed = {
  factId: uuid("UUIDv5 of kind, source and the source's record id; also the receipt's id."),
  source: text('Who sent it.'),
  sourceId: text('Its id at the source.'),
  occurredAt: timestamp('When it happened; for a date without a time, its midnight.'),
  keys: filledList(
    identityKey,
    'Strongest first: external ids, e-mail, phone. A fact belongs to the customer who holds the first.',
  ),
  identifiers,
};
const optional = {
  channel: text('Where it came through, in its one spelling, e.g. Google.'),
  profile,
  attributes: anything("Fields of the sender's own."),
};
export class LeadReceivedV1 extends contract({
  service: 'intake',
  type: 'LeadReceived',
  schemaVersion: 1,
  description: 'Somebody showed interest.',
  data: shape({ ...needed, converted: flag('It has become a customer.') }, optional),
}) {}

export class PurchaseReceivedV1 extends contract({
  service: 'intake',
  type: 'PurchaseReceived',
  schemaVersion: 1,
  description: 'Somebody bought.',
  data: shape(
    { ...needed, amount: decimal('What was paid.'), currency, quantity: number('How many.', { minimum: 0 }) },
    { ...optional, orderId: text('The order it belongs to.') },
  ),
}) {}

const ACTIVITY_KINDS = ['call', 'mail', 'message', 'visit', 'page-view', 'social', 'other'] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];
export const activityKind = oneOf(ACTIVITY_KINDS, 'What it was.');
export const direction = oneOf(['inbound', 'outbound'], 'From them to us, or from us to them.');

export class ActivityReceivedV1 extends contract({
  service: 'intake',
  type: 'ActivityReceived',
  schemaVersion: 1,
  description: 'A call, mail, message, visit, page view, social post or other contact.',
  data: shape(
    { ...needed, activity: activityKind },
    { ...optional, direction, subject: text('What about; personal.'), text: text('What was said; personal.') },
  ),
}) {}

/** What every fact carries. */
export type FactV1 = Omit<LeadReceivedV1['data'], 'converted'>;
export type LeadReceivedDataV1 = LeadReceivedV1['data'];
export type PurchaseReceivedDataV1 = PurchaseReceivedV1['data'];
export type ActivityReceivedDataV1 = ActivityReceivedV1['data'];
export type IntakeContract = LeadReceivedV1 | PurchaseReceivedV1 | ActivityReceivedV1;

/** Types that bring a fact about a customer. */
export const FACT_TYPES = ['LeadReceived', 'PurchaseReceived', 'ActivityReceived'] as const;
