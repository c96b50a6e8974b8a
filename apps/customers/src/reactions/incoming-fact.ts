import type { FactV1 } from '@clientele/contracts';
import { causedBy, type EventMeta, type FeedRecord } from '@clientele/event-sourcing';
import type { Identity } from '../customer/customer-events.js';
import type { Told } from '../customer/customer.js';

/** A fact of intake as customers see it: all kinds are alike. */
export interface IncomingFact extends Told {
  readonly factId: string;
  readonly meta: EventMeta;
}

export const incomingFact = (record: FeedRecord): IncomingFact => {
  const fact = record.data as FactV1;
  return {
    factId: fact.factId,
    identities: identitiesOf(fact),
    fields: fact.profile ?? {},
    occurredAt: notAfter(fact.occurredAt, record.recordedAt),
    ...(fact.channel === undefined ? {} : { channel: fact.channel }),
    meta: { actor: record.meta.actor ?? `source:${fact.source}`, ...causedBy(record) },
  };
};

/** A date in the future would win over every change by hand until then. */
const notAfter = (occurredAt: string, recordedAt: Date): string =>
  Date.parse(occurredAt) > recordedAt.getTime() ? recordedAt.toISOString() : occurredAt;

/** Keys and identifiers stand in the same order, each once. */
const identitiesOf = ({ factId, keys, identifiers }: FactV1): Identity[] => {
  const { externalIds = [], email, phone } = identifiers;
  const named: Omit<Identity, 'key'>[] = externalIds
    .filter(
      (one, place) => externalIds.findIndex((other) => other.source === one.source && other.id === one.id) === place,
    )
    .map(({ source, id }) => ({ kind: 'external', source, value: id }));
  if (email !== undefined) named.push({ kind: 'email', value: email });
  if (phone !== undefined) named.push({ kind: 'phone', value: phone });
  if (named.length !== keys.length)
    throw new Error(`Fact ${factId} has ${keys.length} keys for ${named.length} identifiers; they must correspond.`);
  return named.map((identity, place) => ({ key: keys[place]!, ...identity }));
};
