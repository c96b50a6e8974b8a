import { activityKind, direction } from '../intake/facts.v1.js';
import { currency, decimal } from '../schema/fields.js';
import { anything, flag, list, number, oneOf, shape, text } from '../schema/schema.js';
import { partnerContract } from './partner-contract.js';

/**
 * What a partner sends: a record as `intake` takes it in, without source and id, which the CloudEvent says. These are the
 * forms to write; intake reads others as well (other dates, numbers as text, null for nothing), but refuses fields that it
 * does not know, so these objects are closed.
 */
const closed = { additionalProperties: false };
const line = (description: string, longest = 300) => text(description, { maxLength: longest });

const externalId = shape({ source: line('Who gave the id.'), id: line('The id.') }, {}, closed);

const customer = shape(
  {},
  {
    externalId: line('Their id at the source of the record.'),
    externalIds: list(externalId, 'Their ids elsewhere.', { maxItems: 10 }),
    email: line('E-mail address.'),
    phone: line('With + and country code, or as dialled in the country.'),
    type: oneOf(['individual', 'company'], 'A person, or a company.'),
    name: line('As they write it.'),
    company: line('Where they work.'),
    jobTitle: line('What as.'),
    industry: line('Line of business.'),
    country: line('ISO 3166-1 alpha-2 or alpha-3, or the English or Chinese name.'),
    region: line('State or province.'),
    city: line('City.'),
    postalCode: line('Postal code.'),
    street: line('Street and number.'),
    language: line('BCP 47, e.g. zh-CN.'),
    birthDate: line('Date of birth, YYYY-MM-DD.'),
  },
  {
    description:
      'Who it is about: at least one of externalId, externalIds, email and phone, and what is known of them.',
    anyOf: [
      { required: ['externalId'] },
      { required: ['externalIds'] },
      { required: ['email'] },
      { required: ['phone'] },
    ],
    ...closed,
  },
);

const needed = { customer };
const optional = {
  occurredAt: text("When it happened: RFC 3339, or a date. Unless said, the event's time."),
  channel: line('Where it came through, e.g. Google.'),
  attributes: anything('Fields of your own; 64 KiB at most.'),
};

export class PartnerLeadV1 extends partnerContract({
  type: 'lead',
  schemaVersion: 1,
  description: 'Somebody showed interest.',
  data: shape(needed, { ...optional, converted: flag('It has become a customer; false unless said.') }, closed),
}) {}

export class PartnerPurchaseV1 extends partnerContract({
  type: 'purchase',
  schemaVersion: 1,
  description: 'Somebody bought. When it happened must be said here or as the time of the event.',
  data: shape(
    { ...needed, amount: decimal('What was paid.'), currency },
    {
      ...optional,
      quantity: number('How many, three decimals at most; 1 unless said.', { minimum: 0 }),
      orderId: line('The order it belongs to.'),
    },
    closed,
  ),
}) {}

export class PartnerActivityV1 extends partnerContract({
  type: 'activity',
  schemaVersion: 1,
  description: 'A call, mail, message, visit, page view, social post or other contact.',
  data: shape(
    { ...needed, activity: activityKind },
    { ...optional, direction, subject: line('What about.', 500), text: line('What was said.', 20_000) },
    closed,
  ),
}) {}
