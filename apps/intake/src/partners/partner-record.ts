import type { InboxMessage } from '@clientele/messaging/kafka';
import { kindOfType, toIncoming } from '../cloud-events/cloud-event.js';
import type { Incoming } from '../fact/fact-batch.js';
import type { FactKind } from '../fact/fact-id.js';
import type { JsonObject } from '../record/incoming-fields.js';
import type { Reason } from '../record/reason.js';
import type { PartnerTopics } from './partner-topics.js';
import { readEvent } from './read-event.js';

/** Who sent a record, by their own words: whom to answer. */
export interface Sender {
  readonly source: string;
  readonly recordId?: string;
}

/** A message of a partner, read. */
export interface PartnerRecord {
  readonly message: InboxMessage;
  /** Unknown where it is no CloudEvent: then nobody can be answered. */
  readonly sender?: Sender;
  /** What to take in of it, if only to remember that it was rejected; there where the sender is known. */
  readonly incoming?: Incoming;
  /** Why it could not be read: it is put aside as it came. */
  readonly unreadable?: string;
}

const LONGEST = 300;

export const readRecord = (message: InboxMessage, { records }: PartnerTopics): PartnerRecord => {
  const kind = records.get(message.topic)!;
  const { event, unreadable } = readEvent(message);
  const sender = senderOf(event);
  if (!sender) return { message, unreadable: unreadable ?? NO_SOURCE };
  if (unreadable === undefined) return { message, sender, incoming: incomingOf(kind, event, records) };
  return { message, sender, unreadable, incoming: broken(kind, event, message, unreadable) };
};

const NO_SOURCE = `This is no CloudEvent: it has no source, a text of 1 to ${LONGEST} characters, so that nobody can be answered.`;

const senderOf = ({ source, id }: JsonObject): Sender | undefined => {
  if (typeof source !== 'string' || source.trim() === '' || source.length > LONGEST) return undefined;
  return { source, ...(typeof id === 'string' && { recordId: id.slice(0, LONGEST) }) };
};

const incomingOf = (kind: FactKind, event: JsonObject, topics: PartnerTopics['records']): Incoming => {
  const problem = otherKind(kind, event['type'], topics);
  return problem ? { kind, record: event, event, problem } : { ...toIncoming(event), kind };
};

/** The topic says what is taken in by it. */
const otherKind = (kind: FactKind, type: unknown, topics: PartnerTopics['records']): Reason | undefined => {
  const told = kindOfType(type);
  if (told === kind) return undefined;
  const wanted = `This topic takes events of the type clientele.${kind}.v1.`;
  const [place] = [...topics].find(([, each]) => each === told) ?? [];
  return { pointer: '/type', detail: place ? `${wanted} Send those of this type to ${place}.` : wanted };
};

const broken = (kind: FactKind, event: JsonObject, { value }: InboxMessage, detail: string): Incoming => ({
  kind,
  record: value?.toString() ?? '',
  event,
  problem: { pointer: '', detail },
});
