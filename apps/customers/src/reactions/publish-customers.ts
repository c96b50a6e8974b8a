import type { ClassificationV1, CustomersContract } from '@clientele/contracts';
import type { RecordedEvent } from '@clientele/event-sourcing';
import { publishing } from '@clientele/messaging';
import type { ClassificationField, CustomerEvent, Fields, Identity } from '../customer/customer-events.js';
import { customerIdOf } from '../customer/customer.js';

const PUBLISHED = [
  'CustomerRegistered',
  'CustomerKeysLinked',
  'CustomerClassified',
  'CustomerMerged',
  'CustomerUnmerged',
] as const satisfies readonly CustomersContract['type'][];

const contractOf = (recorded: RecordedEvent): CustomersContract | undefined => {
  const event = recorded as RecordedEvent & CustomerEvent;
  const customerId = customerIdOf(event.stream);
  switch (event.type) {
    case 'CustomerRegistered': {
      const { identities, classification, occurredAt, channel } = event.data;
      const told = {
        keys: keysOf(identities),
        registeredAt: occurredAt,
        classification: withoutBlanks(classification),
      };
      return v1(event.type, { customerId, ...told, ...(channel === undefined ? {} : { channel }) });
    }
    case 'CustomerKeysLinked': {
      const keys = keysOf(event.data.identities);
      return keys.length === 0 ? undefined : v1(event.type, { customerId, keys });
    }
    case 'CustomerClassified':
      return v1(event.type, { customerId, classification: withoutBlanks(event.data.classification) });
    case 'CustomerMerged':
      return v1(event.type, { customerId, intoCustomerId: event.data.into, occurredAt: event.data.occurredAt });
    case 'CustomerUnmerged':
      return v1(event.type, { customerId, fromCustomerId: event.data.from, occurredAt: event.data.occurredAt });
    default:
      return undefined;
  }
};

type DataOf<Type extends CustomersContract['type']> = Extract<CustomersContract, { type: Type }>['data'];

const v1 = <Type extends CustomersContract['type']>(type: Type, data: DataOf<Type>): CustomersContract =>
  ({ type, schemaVersion: 1, data }) as CustomersContract;

/** A key leads to one customer: a shared one is told by its holder alone. */
const keysOf = (identities: readonly Identity[]): string[] =>
  identities.filter(({ shared }) => !shared).map(({ key }) => key);

const withoutBlanks = (fields: Fields<ClassificationField>): ClassificationV1 =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** Keys and classification go out; names, addresses, identifiers, tags and notes do not. */
export const publishCustomers = publishing(Object.fromEntries(PUBLISHED.map((type) => [type, [type]])), contractOf);
