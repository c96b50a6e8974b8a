import type { ApiBodyOptions } from '@nestjs/swagger';
import type { FactKind } from './fact-id.js';

type SchemaObject = Exclude<Extract<ApiBodyOptions, { schema: unknown }>['schema'], { $ref: string }>;

const text = (description: string, example?: string): SchemaObject => ({
  type: 'string',
  description,
  ...(example && { example }),
});

const customer: SchemaObject = {
  type: 'object',
  description: 'Who it is about: at least one of externalId, externalIds, email and phone, and what is known of them.',
  properties: {
    externalId: text('Their id at the source of the record.', '14048'),
    externalIds: {
      type: 'array',
      description: 'Their ids elsewhere.',
      items: {
        type: 'object',
        properties: { source: text('Who gave the id.'), id: text('The id.') },
        required: ['source', 'id'],
      },
    },
    email: text('E-mail address.', 'ann@example.com'),
    phone: text('With + and country code, or as dialled in `country`.', '+12133734253'),
    type: { type: 'string', enum: ['individual', 'company'] },
    name: text('As they write it.', '张伟'),
    company: text('Where they work.'),
    jobTitle: text('What as.'),
    industry: text('Line of business.'),
    country: text('ISO 3166-1 alpha-2 or alpha-3, or the English or Chinese name.', 'CN'),
    region: text('State or province.'),
    city: text('City.'),
    postalCode: text('Postal code.'),
    street: text('Street and number.'),
    language: text('BCP 47.', 'zh-CN'),
    birthDate: text('Date of birth.', '1990-05-01'),
  },
};

const every: Record<string, SchemaObject> = {
  source: text('Who sends it.', 'shop'),
  id: text('Its id at the source: the same id again is a duplicate.', 'order-1001'),
  occurredAt: text(
    'When it happened: RFC 3339, or a date. Leads and activities without it count as of now.',
    '2026-01-31T09:30:00Z',
  ),
  channel: text('Where it came through.', 'Google'),
  customer,
  attributes: {
    type: 'object',
    additionalProperties: true,
    description: 'Whatever else belongs to it; 64 KiB at most.',
  },
};

const own: Readonly<Record<FactKind, Record<string, SchemaObject>>> = {
  lead: { converted: { type: 'boolean', default: false, description: 'It has become a customer.' } },
  purchase: {
    amount: text('What was paid: a decimal number.', '12.50'),
    currency: text('ISO 4217.', 'USD'),
    quantity: { type: 'number', default: 1 },
    orderId: text('The order it belongs to.'),
  },
  activity: {
    activity: { type: 'string', enum: ['call', 'mail', 'message', 'visit', 'page-view', 'social', 'other'] },
    direction: { type: 'string', enum: ['inbound', 'outbound'] },
    subject: text('What about.'),
    text: text('What was said.'),
  },
};

const needed: Readonly<Record<FactKind, string[]>> = {
  lead: [],
  purchase: ['occurredAt', 'amount', 'currency'],
  activity: ['activity'],
};

/** For OpenAPI: one record or a list of them. Records are checked by hand, each by itself. */
export const recordSchema = (kind: FactKind): SchemaObject => {
  const record: SchemaObject = {
    type: 'object',
    properties: { ...every, ...own[kind] },
    required: ['source', 'id', 'customer', ...needed[kind]],
  };
  return { oneOf: [record, { type: 'array', items: record }] };
};
