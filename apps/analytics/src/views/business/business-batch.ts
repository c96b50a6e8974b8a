import type {
  CustomersContract,
  FactV1,
  IntakeContract,
  LeadReceivedV1,
  SegmentationContract,
} from '@clientele/contracts';
import type { FeedRecord } from '@clientele/event-sourcing';

/** The earliest fact of an identity key. */
export interface FirstFact {
  readonly at: string;
  readonly channel: string | null;
}

/** What is said of one customer's own id; undefined: nothing, so it stays. */
export interface MemberChange {
  readonly customerId: string;
  registeredAt?: string;
  channel?: string | null;
  classification?: { readonly type?: string; readonly country?: string };
  stage?: string | null;
  segment?: string | null;
}

/** What a batch says beyond purchases and the directory. */
export interface BusinessBatch {
  readonly leads: readonly LeadReceivedV1['data'][];
  readonly firsts: ReadonlyMap<string, FirstFact>;
  readonly members: readonly MemberChange[];
}

type Event = IntakeContract | CustomersContract | SegmentationContract;

export const businessBatch = (records: readonly FeedRecord[]): BusinessBatch => {
  const leads: LeadReceivedV1['data'][] = [];
  const firsts = new Map<string, FirstFact>();
  const members = new Map<string, MemberChange>();
  for (const record of records) {
    const event = record as FeedRecord & Event;
    if (event.type === 'LeadReceived') leads.push(event.data);
    if (event.type === 'LeadReceived' || event.type === 'PurchaseReceived' || event.type === 'ActivityReceived')
      noteFirst(firsts, event.data);
    else noteMember(members, event);
  }
  return { leads, firsts, members: [...members.values()] };
};

/** At the same moment, one with a channel comes before one without, and channels by the alphabet, as in SQL. */
const noteFirst = (firsts: Map<string, FirstFact>, fact: FactV1): void => {
  const was = firsts.get(fact.keys[0]);
  const is = { at: new Date(fact.occurredAt).toISOString(), channel: fact.channel ?? null };
  if (!was || is.at < was.at || (is.at === was.at && isBefore(is.channel, was.channel))) firsts.set(fact.keys[0], is);
};

const isBefore = (one: string | null, other: string | null): boolean =>
  one !== null && (other === null || Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0);

const noteMember = (members: Map<string, MemberChange>, event: Exclude<Event, IntakeContract>): void => {
  const change = members.get(event.data.customerId) ?? { customerId: event.data.customerId };
  if (event.type === 'CustomerRegistered') {
    change.registeredAt = event.data.registeredAt;
    change.channel = event.data.channel ?? null;
    change.classification = event.data.classification;
  } else if (event.type === 'CustomerClassified') change.classification = event.data.classification;
  else if (event.type === 'LifecycleStageChanged') change.stage = event.data.to ?? null;
  else if (event.type === 'SegmentChanged') change.segment = event.data.to ?? null;
  else return;
  members.set(event.data.customerId, change);
};
