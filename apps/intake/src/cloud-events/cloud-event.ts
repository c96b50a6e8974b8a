import type { Incoming } from '../fact/fact-batch.js';
import { FACT_KINDS, type FactKind } from '../fact/fact-id.js';
import { escaped, isObject, type JsonObject } from '../record/incoming-fields.js';
import type { Reason } from '../record/reason.js';

/** CloudEvents 1.0 types that bring a fact. */
export const CLOUD_EVENT_TYPES: ReadonlyMap<string, FactKind> = new Map(
  FACT_KINDS.map((kind) => [`clientele.${kind}.v1`, kind]),
);
/** A type that is no text is none, and need not have one: `{"toString": null}` has not. */
export const kindOfType = (type: unknown): FactKind | undefined =>
  typeof type === 'string' ? CLOUD_EVENT_TYPES.get(type) : undefined;
/** For the receipt of an event whose type says nothing. */
const KIND_UNKNOWN: FactKind = 'activity';
/** What the event itself says, so that its data need not. */
const SAID_BY_EVENT = ['source', 'id'] as const;
/** Members of the JSON format that are no attributes: in binary mode no header may say them. */
const DATA_MEMBERS: ReadonlySet<string> = new Set(['data', 'data_base64']);

export const isAttribute = (name: string): boolean => !DATA_MEMBERS.has(name);

/**
 * A CloudEvent (JSON format) as a record: its source and id are the record's, its time the default of when it happened.
 * Written by hand rather than with the cloudevents package, which throws the whole batch away for one bad event.
 */
export const toIncoming = (event: unknown): Incoming => {
  if (!isObject(event)) return { kind: KIND_UNKNOWN, record: event, problem: NO_OBJECT };
  const kind = kindOfType(event['type']);
  if (event['specversion'] !== '1.0')
    return refused(event, kind ?? KIND_UNKNOWN, '/specversion', 'It must be "1.0": CloudEvents 1.0 are taken here.');
  if (!kind)
    return refused(event, KIND_UNKNOWN, '/type', `It must be one of ${[...CLOUD_EVENT_TYPES.keys()].join(', ')}.`);
  const { data, problem } = dataOf(event);
  if (problem) return refused(event, kind, problem.pointer, problem.detail);
  const differs = SAID_BY_EVENT.find((name) => data[name] !== undefined && data[name] !== event[name]);
  if (differs)
    return refused(event, kind, `/data/${differs}`, `It is not the CloudEvent's ${differs}. Leave it out of the data.`);
  const { source, id, time } = event;
  return {
    kind,
    record: { ...(time !== undefined && { occurredAt: time }), ...data, source, id },
    event,
    asItCame: () => event,
    pointerOf: pointerIn(data),
  };
};

const NO_OBJECT: Reason = { pointer: '', detail: 'A CloudEvent must be a JSON object.' };

const refused = (event: JsonObject, kind: FactKind, pointer: string, detail: string): Incoming => ({
  kind,
  record: event,
  event,
  problem: { pointer, detail },
});

/** Of the record's field, where it stood in the event. */
const pointerIn =
  (data: JsonObject) =>
  (pointer: string): string => {
    if (pointer === '/source' || pointer === '/id') return pointer;
    return pointer === '/occurredAt' && data['occurredAt'] === undefined ? '/time' : `/data${pointer}`;
  };

const dataOf = (
  event: JsonObject,
): { data: JsonObject; problem?: undefined } | { data?: undefined; problem: Reason } => {
  const type = event['datacontenttype'];
  if (type !== undefined && !(typeof type === 'string' && /^application\/(?:[\w.-]+\+)?json\b/i.test(type)))
    return { problem: { pointer: '/datacontenttype', detail: 'The data must be JSON.' } };
  const encoded = event['data_base64'];
  const data = typeof encoded === 'string' ? parsed(Buffer.from(encoded, 'base64').toString()) : event['data'];
  if (isObject(data)) return { data };
  const pointer = encoded === undefined ? '/data' : '/data_base64';
  return { problem: { pointer, detail: 'It must be a JSON object: the record.' } };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Binary mode (HTTP protocol binding): attributes in `ce-` headers, percent-encoded, and the data as the body. */
export const fromHeaders = (headers: Headers, data: unknown): JsonObject => {
  const event: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(headers))
    if (name.startsWith('ce-') && isAttribute(name.slice(3)) && typeof value === 'string')
      event[escaped(name.slice(3))] = decoded(value);
  return { ...event, datacontenttype: headers['content-type'], data };
};

const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value.replace(/^"(.*)"$/, '$1'));
  } catch {
    return value;
  }
};
