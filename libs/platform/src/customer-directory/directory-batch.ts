import type { CustomersContract } from '@clientele/contracts';
import type { FeedRecord } from '@clientele/event-sourcing';

/** What a batch says, in a shape for set-based SQL. */
export interface DirectoryBatch {
  /** Every customer that is named. */
  readonly customers: ReadonlySet<string>;
  /** Key -> customer. */
  readonly keys: ReadonlyMap<string, string>;
  /** Customer -> whom it went into; null where it stands alone again. */
  readonly parents: ReadonlyMap<string, string | null>;
}

/** Folds records; a later pointer of a customer replaces an earlier one, since both stand in its own stream. */
export const directoryBatch = (records: readonly FeedRecord[]): DirectoryBatch => {
  const customers = new Set<string>();
  const keys = new Map<string, string>();
  const parents = new Map<string, string | null>();
  for (const record of records) {
    const event = record as FeedRecord & CustomersContract;
    if (event.type === 'CustomerRegistered' || event.type === 'CustomerKeysLinked') {
      for (const key of event.data.keys) keys.set(key, event.data.customerId);
    } else if (event.type === 'CustomerMerged') {
      customers.add(event.data.intoCustomerId);
      parents.set(event.data.customerId, event.data.intoCustomerId);
    } else if (event.type === 'CustomerUnmerged') {
      parents.set(event.data.customerId, null);
    } else continue;
    customers.add(event.data.customerId);
  }
  return { customers, keys, parents };
};
