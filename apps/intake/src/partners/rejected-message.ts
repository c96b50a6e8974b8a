import type { InboxHeaders, InboxMessage, OutboxMessage } from '@clientele/messaging/kafka';

/** kafkajs writes headers slowly; nobody needs so many. */
const MOST_HEADERS = 200;

/** What could not be read, as it came, with the reason and where it stood in headers of ours. */
export const rejectedMessage = (topic: string, message: InboxMessage, reason: string): OutboxMessage => {
  const { key, value, headers, topic: cameBy, partition, offset } = message;
  const count = countOf(headers);
  const isKept = count <= MOST_HEADERS;
  const ours = {
    'clientele-reason': reason,
    'clientele-topic': cameBy,
    'clientele-partition': String(partition),
    'clientele-offset': offset,
    ...(!isKept && { 'clientele-headers-left-out': String(count) }),
  };
  return { topic, key, value, headers: withOurs(isKept ? headers : new Map(), ours) };
};

/** Ours stand last, also where it has such already: as one that was sent again. */
const withOurs = (headers: InboxHeaders, ours: Readonly<Record<string, string>>): OutboxMessage['headers'] => {
  const all = new Map<string, (Buffer | string)[]>([...headers].map(([name, values]) => [name, [...values]]));
  for (const [name, value] of Object.entries(ours)) all.set(name, [...(all.get(name) ?? []), value]);
  return Object.fromEntries(all);
};

const countOf = (headers: InboxHeaders): number => {
  let count = 0;
  for (const values of headers.values()) count += values.length;
  return count;
};
