import {
  type ClassificationV1,
  CONTRACTS,
  CustomerClassifiedV1,
  CustomerKeysLinkedV1,
  CustomerMergedV1,
  CustomerRegisteredV1,
  type CustomersContract,
  CustomerUnmergedV1,
} from '@clientele/contracts';
import type { RecordedEvent } from '@clientele/event-sourcing';
import { publishing } from '@clientele/messaging';
import type { ClassificationField, CustomerEvent, Fields, Identity } from '../customer/customer-events.js';
import { customerIdOf } from '../customer/customer.js';

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
      return new CustomerRegisteredV1({ customerId, ...told, ...(channel === undefined ? {} : { channel }) });
    }
    case 'CustomerKeysLinked': {
      const keys = keysOf(event.data.identities);
      return keys.length === 0 ? undefined : new CustomerKeysLinkedV1({ customerId, keys });
    }
    case 'CustomerClassified':
      return new CustomerClassifiedV1({ customerId, classification: withoutBlanks(event.data.classification) });
    case 'CustomerMerged': {
      const { into, occurredAt } = event.data;
      return new CustomerMergedV1({ customerId, intoCustomerId: into, occurredAt });
    }
    case 'CustomerUnmerged': {
      const { from, occurredAt } = event.data;
      return new CustomerUnmergedV1({ customerId, fromCustomerId: from, occurredAt });
    }
    default:
      return undefined;
  }
};

/** A key leads to one customer: a shared one is told by its holder alone. */
const keysOf = (identities: readonly Identity[]): string[] =>
  identities.filter(({ shared }) => !shared).map(({ key }) => key);

const withoutBlanks = (fields: Fields<ClassificationField>): ClassificationV1 =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** Keys and classification go out; names, addresses, identifiers, tags and notes do not. */
export const publishCustomers = publishing(
  Object.fromEntries(CONTRACTS.customers.map(({ type }) => [type, [type]])),
  contractOf,
);
