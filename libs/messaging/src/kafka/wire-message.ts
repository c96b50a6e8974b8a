import { cloudEventType, parseCloudEventType } from '@clientele/contracts';
import { isStorable, type EventMeta, type FeedRecord } from '@clientele/event-sourcing';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';

/** Tells that nothing published lies between two sequences: a record without an event. */
export const PROGRESS_TYPE = 'clientele.feed.progress.v1';

/** What a message tells of its shard: the record, if there is one, and how far the shard is known with it. */
export interface Told {
  /** Nothing published lies between. */
  readonly previous: number;
  readonly sequence: number;
  readonly record?: FeedRecord;
}

/**
 * CloudEvents 1.0, binary content mode (Kafka protocol binding): attributes as `ce_` headers, the data as the value. The
 * partition is the shard; `sequence` and `previous` say where in it the record stands.
 */
export const toMessage = (record: FeedRecord): Message => {
  const { source, stream, type, schemaVersion, data, eventId, recordedAt, shard, sequence, previous } = record;
  const { traceparent, ...meta } = record.meta;
  return {
    partition: shard,
    key: stream,
    value: JSON.stringify(data),
    headers: {
      ce_specversion: '1.0',
      ce_type: cloudEventType({ service: source, type, schemaVersion }),
      ce_source: `/clientele/${source}`,
      ce_id: eventId,
      ce_time: recordedAt.toISOString(),
      ce_subject: stream,
      'content-type': 'application/json',
      sequence: String(sequence),
      previous: String(previous),
      ...(hasAny(meta) && { meta: JSON.stringify(meta) }),
      ...(typeof traceparent === 'string' && { traceparent }),
    },
  };
};

export const progressMessage = (source: string, shard: number, previous: number, sequence: number): Message => ({
  partition: shard,
  value: null,
  headers: {
    ce_specversion: '1.0',
    ce_type: PROGRESS_TYPE,
    ce_source: `/clientele/${source}`,
    ce_id: `${shard}.${previous}-${sequence}`,
    sequence: String(sequence),
    previous: String(previous),
  },
});

/**
 * Undefined for what is none of ours: it says not even where it stands, or has what no record of ours can have. A consumer
 * could not even park that. What stood there comes from the history.
 */
export const fromMessage = (source: string, shard: number, message: KafkaMessage): Told | undefined => {
  const headers = message.headers ?? {};
  const sequence = numberIn(headers, 'sequence');
  const previous = numberIn(headers, 'previous');
  const type = textIn(headers, 'ce_type');
  if (sequence === undefined || previous === undefined || previous >= sequence) return undefined;
  if (type === PROGRESS_TYPE) return { previous, sequence };
  const known = parseCloudEventType(type);
  if (known?.service !== source) return undefined;
  const data = jsonIn(message.value?.toString());
  const envelope = envelopeIn(headers);
  if (data === undefined || envelope === undefined) return undefined;
  const place = { source, shard, sequence, previous };
  return {
    previous,
    sequence,
    record: { ...place, type: known.type, schemaVersion: known.schemaVersion, data, ...envelope },
  };
};

const envelopeIn = (headers: IHeaders): Pick<FeedRecord, 'stream' | 'eventId' | 'recordedAt' | 'meta'> | undefined => {
  const [stream, eventId] = [textIn(headers, 'ce_subject'), textIn(headers, 'ce_id')];
  const recordedAt = new Date(textIn(headers, 'ce_time'));
  const meta = headers['meta'] === undefined ? {} : jsonIn(textIn(headers, 'meta'));
  if (![stream, eventId].every(isName) || Number.isNaN(recordedAt.getTime()) || meta === undefined) return undefined;
  const traceparent = textIn(headers, 'traceparent');
  return { stream, eventId, recordedAt, meta: { ...(meta as EventMeta), ...(isName(traceparent) && { traceparent }) } };
};

const isName = (text: string): boolean => text !== '' && !text.includes('\0');

const textIn = (headers: IHeaders, name: string): string => {
  const value = headers[name];
  return value === undefined || Array.isArray(value) ? '' : value.toString();
};

const numberIn = (headers: IHeaders, name: string): number | undefined => {
  const text = textIn(headers, name);
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
};

/** Others may escape what need not be, so only what is read tells whether it can be stored. */
const jsonIn = (text = ''): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    return !text.includes('\\u') || isStorable(JSON.stringify(value)) ? value : undefined;
  } catch {
    return undefined;
  }
};

const hasAny = (object: object): boolean => {
  for (const _ in object) return true;
  return false;
};
