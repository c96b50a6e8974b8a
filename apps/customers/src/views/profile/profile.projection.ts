import { Injectable } from '@nestjs/common';
import type { FeedRecord, Sql, View } from '@clientele/event-sourcing';
import { CUSTOMER_EVENT_TYPES } from '../../customer/customer-events.js';
import { customerIdOf } from '../../customer/customer.js';
import { CREATE_PROFILE } from './create-profile.js';
import { applyEvent, type OwnProfile, type RecordedCustomerEvent } from './own-profile.js';
import { searchRow, writeSearch } from './search-rows.js';
import { survivorOf } from './survivor.js';

/** A customer as the view keeps it. */
interface Kept {
  readonly canonicalId: string;
  readonly own: OwnProfile;
}

/**
 * Who each customer is: `customers` holds what its own events say and whom it counts for, `search` a row for each customer
 * that stands for itself, with what it is found by.
 */
@Injectable()
export class ProfileView implements View {
  readonly name = 'profile';
  readonly version = 2;
  readonly sources = { customers: CUSTOMER_EVENT_TYPES };

  async create(tx: Sql): Promise<void> {
    await tx.query(CREATE_PROFILE);
  }

  async project(records: readonly FeedRecord[], tx: Sql): Promise<void> {
    const events = records as readonly (FeedRecord & RecordedCustomerEvent)[];
    const before = await families(tx, named(events));
    const owns = new Map([...before].map(([id, kept]) => [id, kept.own]));
    for (const event of events) {
      const id = customerIdOf(event.stream);
      owns.set(id, applyEvent(owns.get(id), event));
    }
    const after = new Map([...owns].map(([id, own]) => [id, { own, canonicalId: survivorOf(id, owns) }]));
    await writeCustomers(
      tx,
      [...after.values()].filter((kept) => hasChanged(before.get(kept.own.customerId), kept)),
    );
    await writeSearch(
      tx,
      [...after.keys()],
      [...survivors(after)].map(([survivor, merged]) => searchRow(survivor, merged)),
    );
  }
}

/** Whom the events are about, and whom they went into. */
const named = (events: readonly (FeedRecord & RecordedCustomerEvent)[]): string[] => {
  const ids = new Set<string>();
  for (const event of events) {
    ids.add(customerIdOf(event.stream));
    if (event.type === 'CustomerMerged') ids.add(event.data.into);
  }
  return [...ids];
};

/** The customers with all that count for the same one: a change of one may move them all. */
const families = async (tx: Sql, ids: readonly string[]): Promise<Map<string, Kept>> => {
  const { rows } = await tx.query<{ canonical_id: string; own: OwnProfile }>(
    `SELECT canonical_id, own FROM customers WHERE canonical_id = ANY (
       $1::uuid[] || ARRAY (SELECT canonical_id FROM customers WHERE customer_id = ANY($1::uuid[])))`,
    [ids],
  );
  return new Map(rows.map(({ canonical_id: canonicalId, own }) => [own.customerId, { canonicalId, own }]));
};

const hasChanged = (before: Kept | undefined, after: Kept): boolean =>
  before?.own !== after.own || before.canonicalId !== after.canonicalId;

/** Customers that stand for themselves, each with those merged into it. One not registered yet is not shown. */
const survivors = (customers: ReadonlyMap<string, Kept>): Map<OwnProfile, OwnProfile[]> => {
  const merged = new Map<OwnProfile, OwnProfile[]>();
  for (const { own, canonicalId } of customers.values()) {
    const survivor = customers.get(canonicalId)?.own;
    if (survivor === undefined) continue;
    const others = merged.get(survivor) ?? [];
    merged.set(survivor, own === survivor ? others : [...others, own]);
  }
  return merged;
};

const writeCustomers = async (tx: Sql, customers: readonly Kept[]): Promise<void> => {
  await tx.query(
    `INSERT INTO customers (customer_id, canonical_id, own)
     SELECT * FROM ROWS FROM (unnest($1::uuid[], $2::uuid[]), jsonb_array_elements($3::jsonb))
     ON CONFLICT (customer_id) DO UPDATE SET canonical_id = excluded.canonical_id, own = excluded.own`,
    [
      customers.map(({ own }) => own.customerId),
      customers.map(({ canonicalId }) => canonicalId),
      JSON.stringify(customers.map(({ own }) => own)),
    ],
  );
};
