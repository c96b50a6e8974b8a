import { DomainError } from './domain-error.js';
import type { EventMeta, NewEvent } from './event.js';
import { newEventId, timeOfId } from './event-id.js';
import { toEventJson } from './event-json.js';
import type { StreamAppend } from './event-store.js';
import { shardOf } from './shard.js';
import { activeTraceparent } from './tracing.js';

/** An append checked and put into the form in which it is stored. */
export interface PreparedAppend {
  readonly shard: number;
  readonly stream: string;
  readonly expectedVersion: number | null;
  readonly events: readonly PreparedEvent[];
}

export interface PreparedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly meta: string;
}

const LONGEST_NAME = 250;

const checkName = (what: string, name: string): void => {
  if (name.length > 0 && name.length <= LONGEST_NAME && !name.includes('\0') && name.isWellFormed()) return;
  throw new DomainError(
    'NameNotStorable',
    'invalid',
    `${what} must be 1 to ${LONGEST_NAME} characters of proper text.`,
  );
};

/** Refuses in words what no store can hold, before it meets the appends of others. */
export const prepareEvents = (stream: string, events: readonly NewEvent[]): PreparedEvent[] => {
  checkName('The name of a stream', stream);
  const traceparent = activeTraceparent();
  const time = timeOfId(Date.now());
  return events.map((event) => {
    checkName('The type of an event', event.type);
    return {
      eventId: newEventId(time),
      type: event.type,
      schemaVersion: event.schemaVersion ?? 1,
      data: toEventJson(event.data, stream, event.type),
      meta: toEventJson(traced(event.meta, traceparent), stream, event.type),
    };
  });
};

/** Whoever knows what led to the event says so in its meta; otherwise it is what is being done. */
const traced = (meta: EventMeta = {}, traceparent: string | undefined): EventMeta =>
  traceparent === undefined || meta.traceparent !== undefined ? meta : { ...meta, traceparent };

export const prepareAppend = (append: StreamAppend, shards: number): PreparedAppend => {
  const { stream, events, partitionKey, expectedVersion } = append;
  if (events.length === 0) throw new DomainError('EmptyAppend', 'invalid', `The append to ${stream} has no events.`);
  return {
    shard: shardOf(partitionKey ?? stream, shards),
    stream,
    expectedVersion: expectedVersion ?? null,
    events: prepareEvents(stream, events),
  };
};
