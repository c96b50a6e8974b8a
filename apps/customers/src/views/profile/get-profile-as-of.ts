import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DomainError, streamOf, type EventStore, type RecordedEvent } from '@clientele/event-sourcing';
import { Database, EVENT_STORE } from '@clientele/platform';
import type { ClassificationField, Fields } from '../../customer/customer-events.js';
import { Customer, customerIdOf } from '../../customer/customer.js';
import { everRelatedTo } from '../../customer/identity-directory.js';
import { unite, type CustomerProfile } from './customer-profile.js';
import { applyEvent, type OwnProfile, type RecordedCustomerEvent } from './own-profile.js';
import { survivorOf } from './survivor.js';

type Classification = Fields<ClassificationField>;

/**
 * The profile at a past moment, folded from the events. What counts is when a thing came true: the fact's own date, or the
 * time of a change by hand. `knownAt` leaves out what was recorded only later.
 */
export class GetProfileAsOf extends Query<CustomerProfile> {
  constructor(
    readonly customerId: string,
    readonly asOf: Date,
    readonly knownAt?: Date,
  ) {
    super();
  }
}

@QueryHandler(GetProfileAsOf)
export class GetProfileAsOfHandler implements IQueryHandler<GetProfileAsOf> {
  constructor(
    private readonly database: Database,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute(query: GetProfileAsOf): Promise<CustomerProfile> {
    const ids = await everRelatedTo(this.database, query.customerId);
    const histories = await this.store.readStreams(ids.map((id) => streamOf(Customer, id)));
    const owns = ownProfiles([...histories.values()], query);
    const survivor = owns.get(survivorOf(query.customerId, owns));
    if (survivor?.registeredAt === undefined)
      throw new DomainError(
        'CustomerUnknown',
        'missing',
        `Nothing was known of the customer by ${query.asOf.toISOString()}.`,
      );
    const isMerged = (own: OwnProfile) =>
      own !== survivor && own.registeredAt !== undefined && survivorOf(own.customerId, owns) === survivor.customerId;
    return unite(survivor, [...owns.values()].filter(isMerged));
  }
}

/**
 * A classification is recorded as a whole, also with what had been learned for later dates. Of a past date only what an
 * event changed is told.
 */
const withoutRepeats = (history: readonly RecordedEvent[]): RecordedCustomerEvent[] => {
  let known: Classification = {};
  return (history as readonly (RecordedEvent & RecordedCustomerEvent)[]).map((event) => {
    if (event.type !== 'CustomerRegistered' && event.type !== 'CustomerClassified') return event;
    const before = known;
    known = event.data.classification;
    return event.type === 'CustomerRegistered'
      ? event
      : { ...event, data: { ...event.data, classification: changesOf(before, known) } };
  });
};

const changesOf = (before: Classification, now: Classification): Classification =>
  Object.fromEntries(Object.entries(now).filter(([field, value]) => before[field as ClassificationField] !== value));

const ownProfiles = (
  histories: readonly RecordedEvent[][],
  { asOf, knownAt }: GetProfileAsOf,
): Map<string, OwnProfile> => {
  const owns = new Map<string, OwnProfile>();
  for (const event of histories.flatMap(withoutRepeats)) {
    if (Date.parse(event.data.occurredAt) > asOf.getTime()) continue;
    if (knownAt !== undefined && event.recordedAt > knownAt) continue;
    const own = applyEvent(owns.get(customerIdOf(event.stream)), event);
    owns.set(own.customerId, own);
  }
  return owns;
};
