import { Injectable } from '@nestjs/common';
import { FACT_TYPES } from '@clientele/contracts';
import {
  fold,
  streamOf,
  type EventStore,
  type FeedRecord,
  type NewEvent,
  type Reaction,
  type Sql,
  type StreamAppend,
} from '@clientele/event-sourcing';
import { v7 } from 'uuid';
import { Customer, type CustomerState } from '../customer/customer.js';
import { ancestorsOf, claim, holdersOf, putCustomers, sourcesOf, type Holder } from '../customer/identity-directory.js';
import { PossibleDuplicate } from '../possible-duplicate/possible-duplicate.js';
import { assignFacts, type Assignment, type Known } from './assign-facts.js';
import { incomingFact, type IncomingFact } from './incoming-fact.js';

/** Customers learn from what intake took in. A whole batch takes a handful of queries, however many facts it holds. */
@Injectable()
export class RegisterFromFacts implements Reaction {
  readonly name = 'register-from-facts';
  readonly sources = { intake: FACT_TYPES };
  readonly batchSize = 250;

  async react(records: readonly FeedRecord[], tx: Sql, store: EventStore): Promise<void> {
    const facts = records.map(incomingFact);
    const holders = await holdersOf(tx, [...new Set(facts.flatMap(({ identities }) => identities.map((i) => i.key)))]);
    const assignment = assignFacts(facts, await knownOf(tx, facts, holders), v7);
    const learned = await learn(store, assignment, firstSeenOf(holders));
    const appends = [...learned.appends, ...(await reports(tx, store, assignment))];
    if (appends.length > 0) await store.append(appends);
    await putCustomers(tx, learned.firstSeen);
    const claims = [...assignment.newKeys].map(([customerId, identities]) => ({ customerId, identities }));
    await claim(tx, claims);
  }
}

const firstSeenOf = (holders: ReadonlyMap<string, Holder>): Map<string, Date> =>
  new Map([...holders.values()].map(({ customerId, firstSeenAt }) => [customerId, firstSeenAt]));

/** The sources of customers matter only where an external id is new and another key may lead to somebody. */
const knownOf = async (tx: Sql, facts: readonly IncomingFact[], holders: Map<string, Holder>): Promise<Known> => {
  const isDoubtful = ({ identities }: IncomingFact) =>
    identities.length > 1 && identities.some(({ key, source }) => source !== undefined && !holders.has(key));
  const customerIds = [...new Set([...holders.values()].map(({ customerId }) => customerId))];
  return {
    holders: new Map([...holders].map(([key, { customerId }]) => [key, customerId])),
    sources: facts.some(isDoubtful) ? await sourcesOf(tx, customerIds) : new Map(),
  };
};

interface Learned {
  readonly appends: StreamAppend[];
  /** Of customers who are new, or were heard of earlier than was known. */
  readonly firstSeen: Map<string, string>;
}

const learn = async (store: EventStore, assignment: Assignment, seen: Map<string, Date>): Promise<Learned> => {
  const { facts, newCustomers, newKeys } = assignment;
  const mayLearn = (id: string, theirs: readonly IncomingFact[]): boolean =>
    newKeys.has(id) || theirs.some((fact) => tellsOfThem(fact) || new Date(fact.occurredAt) < seen.get(id)!);
  const known = [...facts].filter(([id, theirs]) => !newCustomers.has(id) && mayLearn(id, theirs)).map(([id]) => id);
  const states = await store.loadMany(Customer, known);
  const learned: Learned = { appends: [], firstSeen: new Map() };
  for (const id of [...newCustomers, ...known]) {
    const { state, version } = states.get(id) ?? { state: Customer.initial, version: 0 };
    const { events, after } = learnAll(state, facts.get(id) ?? []);
    if (events.length > 0) learned.appends.push({ stream: streamOf(Customer, id), expectedVersion: version, events });
    if (after.firstSeenAt !== state.firstSeenAt) learned.firstSeen.set(id, after.firstSeenAt!);
  }
  return learned;
};

/** Whether it is news, only the customer's own events can say. */
const tellsOfThem = ({ fields, identities }: IncomingFact): boolean =>
  Object.keys(fields).length > 0 || identities.some(({ shared }) => shared);

/** Oldest first, so that the first one registers and the latest one holds. */
const learnAll = (state: CustomerState, facts: readonly IncomingFact[]) => {
  const events: NewEvent[] = [];
  let after = state;
  const inTime = [...facts].sort((one, other) => Date.parse(one.occurredAt) - Date.parse(other.occurredAt));
  for (const fact of inTime) {
    const news = Customer.learn(fact)(after);
    after = fold(Customer, news, after);
    for (const event of news) events.push({ ...event, meta: fact.meta });
  }
  return { events, after };
};

/** Each pair once; none for those who are merged already. */
const reports = async (tx: Sql, store: EventStore, { suspicions }: Assignment): Promise<StreamAppend[]> => {
  if (suspicions.size === 0) return [];
  const states = await store.loadMany(PossibleDuplicate, [...suspicions.keys()]);
  const ancestors = await ancestorsOf(tx, [...new Set([...suspicions.values()].flatMap((each) => each.customerIds))]);
  const canonical = (id: string): string => ancestors.get(id)?.at(-1) ?? id;
  return [...suspicions].flatMap(([id, { customerIds, keys, fact }]) => {
    const [one, other] = customerIds;
    const { state, version } = states.get(id) ?? { state: PossibleDuplicate.initial, version: 0 };
    const { occurredAt, factId, meta } = fact;
    const events = PossibleDuplicate.report({ customerIds, keys, occurredAt, factId })(state);
    if (events.length === 0 || canonical(one) === canonical(other)) return [];
    return [
      {
        stream: streamOf(PossibleDuplicate, id),
        expectedVersion: version,
        events: events.map((e) => ({ ...e, meta })),
      },
    ];
  });
};
