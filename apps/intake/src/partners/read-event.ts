import { isUtf8 } from 'node:buffer';
import type { InboxHeaders, InboxMessage } from '@clientele/messaging/kafka';
import { isAttribute } from '../cloud-events/cloud-event.js';
import { escaped, type JsonObject } from '../record/incoming-fields.js';

/** What was read of a message: the CloudEvent (JSON format), or why there is none, with as much of it as there is. */
export interface ReadEvent {
  readonly event: JsonObject;
  readonly unreadable?: string;
}

const STRUCTURED = 'application/cloudevents+json';
const ATTRIBUTE = 'ce_';

/** CloudEvents 1.0 in Kafka's protocol binding: structured mode by its content type, else binary mode. */
export const readEvent = ({ headers, value }: InboxMessage): ReadEvent => {
  const type = mediaType(headers);
  if (!type.startsWith('application/cloudevents')) return readBinary(headers, value);
  if (type === STRUCTURED) return readStructured(value);
  return unreadable(`The content type is ${type.slice(0, 100)}. One event for each record is taken, as ${STRUCTURED}.`);
};

/** Attributes in `ce_` headers, as they are: unlike those of HTTP, they are not percent-encoded. */
const readBinary = (headers: InboxHeaders, value: Buffer | null): ReadEvent => {
  const event: Record<string, unknown> = {};
  for (const [name, [bytes, ...more]] of headers) {
    if (!name.startsWith(ATTRIBUTE) || !isAttribute(name.slice(ATTRIBUTE.length))) continue;
    const text = textOf(bytes);
    if (more.length > 0) return unreadable(`The header ${shown(name)} stands there more than once.`);
    if (text === undefined) return unreadable(`The header ${shown(name)} is not UTF-8.`);
    event[escaped(name.slice(ATTRIBUTE.length))] = text;
  }
  if (Object.keys(event).length === 0)
    return unreadable(
      `This is no CloudEvent: it has neither ce_ headers (binary mode) nor the content type ${STRUCTURED} (structured mode).`,
    );
  const type = mediaType(headers);
  if (type) event['datacontenttype'] = type;
  const data = type === '' || isJson(type) ? parsed(value) : { json: textOf(value ?? undefined) };
  return data.problem === undefined
    ? { event: { ...event, data: data.json } }
    : { event, unreadable: `The value must be the data of the event. ${data.problem}` };
};

const readStructured = (value: Buffer | null): ReadEvent => {
  const { json, problem } = parsed(value);
  if (problem !== undefined) return unreadable(`The value must be a CloudEvent. ${problem}`);
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { event: json as JsonObject };
  return unreadable('The value must be a CloudEvent: one JSON object.');
};

const unreadable = (why: string): ReadEvent => ({ event: {}, unreadable: why });

const parsed = (value: Buffer | null): { readonly json?: unknown; readonly problem?: string } => {
  if (value === null) return { problem: 'There is none (null).' };
  const text = textOf(value);
  if (text === undefined) return { problem: 'It is not UTF-8.' };
  try {
    return { json: JSON.parse(text.replace(/^\ufeff/, '')) };
  } catch {
    return { problem: 'It is no JSON.' };
  }
};

/** In lower case, without parameters. Names of headers are compared as HTTP does. */
const mediaType = (headers: InboxHeaders): string => {
  const [, [bytes] = []] = [...headers].find(([name]) => /^content-type$/i.test(name)) ?? [];
  return (bytes?.toString() ?? '').split(';', 1)[0]!.trim().toLowerCase();
};

const isJson = (type: string): boolean => /^application\/(?:[\w.-]+\+)?json$/.test(type);

const textOf = (bytes: Buffer | undefined): string | undefined =>
  bytes && isUtf8(bytes) ? bytes.toString() : undefined;

const shown = (name: string): string => name.slice(0, 100).toWellFormed();
