import { contract } from '../contract.js';
import { countryCode, customerId, identityKey, timestamp, uuid } from '../schema/fields.js';
import { list, oneOf, shape, text, type ValueOf } from '../schema/schema.js';

const classification = shape(
  {},
  {
    type: oneOf(['individual', 'company'], 'A person, or a company.'),
    country: countryCode,
    region: text('State or province.'),
    industry: text('Line of business.'),
  },
  { description: 'Whom to count them among. No personal data.' },
);
/** What other services may know of a customer: keys and classification, no personal data. */
export type ClassificationV1 = ValueOf<typeof classification>;

const service = 'customers';
const schemaVersion = 1;
const keys = list(identityKey, 'They lead to this customer. A key leads to one customer for good.');

export class CustomerRegisteredV1 extends contract({
  service,
  type: 'CustomerRegistered',
  schemaVersion,
  description: 'A customer is heard of for the first time, or registered by hand.',
  data: shape(
    {
      customerId,
      keys,
      registeredAt: timestamp(
        "When they were first heard of: the fact's own date, or the time of registration by hand.",
      ),
      classification,
    },
    { channel: text('Of the fact that brought them.') },
  ),
}) {}

export class CustomerKeysLinkedV1 extends contract({
  service,
  type: 'CustomerKeysLinked',
  schemaVersion,
  description: 'Further keys lead to the customer from now on.',
  data: shape({ customerId, keys }),
}) {}

export class CustomerClassifiedV1 extends contract({
  service,
  type: 'CustomerClassified',
  schemaVersion,
  description: 'The whole classification as it is now; it replaces what was.',
  data: shape({ customerId, classification }),
}) {}

export class CustomerMergedV1 extends contract({
  service,
  type: 'CustomerMerged',
  schemaVersion,
  description:
    'Published on the stream of the customer that goes into another. Its keys and facts stay its own and count for the ' +
    'other while this holds. The other may go into a third: the last in the chain counts.',
  data: shape({
    customerId: uuid('The customer that goes into the other.'),
    intoCustomerId: uuid('The other.'),
    occurredAt: timestamp('When.'),
  }),
}) {}

export class CustomerUnmergedV1 extends contract({
  service,
  type: 'CustomerUnmerged',
  schemaVersion,
  description: 'Published on the same stream: the customer stands alone again.',
  data: shape({ customerId, fromCustomerId: uuid('The one it had gone into.'), occurredAt: timestamp('When.') }),
}) {}

export type CustomersContract =
  CustomerRegisteredV1 | CustomerKeysLinkedV1 | CustomerClassifiedV1 | CustomerMergedV1 | CustomerUnmergedV1;

/** What a directory of customers needs. */
export const DIRECTORY_TYPES = [
  'CustomerRegistered',
  'CustomerKeysLinked',
  'CustomerMerged',
  'CustomerUnmerged',
] as const;
