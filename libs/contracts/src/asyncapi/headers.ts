import { constant, shape, text, type JsonSchema, type Schema } from '../schema/schema.js';
import { timestamp } from '../schema/fields.js';

/**
 * Headers of a record: CloudEvents 1.0 in binary mode, by their Kafka binding. Kafka's headers are bytes: all are text in
 * UTF-8. Each has an example, so that one of all of them can be put together.
 */
export interface Headers {
  readonly schema: JsonSchema;
  readonly example: Readonly<Record<string, string>>;
}

type Given = readonly [schema: Schema<string>, example: string];

const json: Given = [constant('application/json', 'Of the value.'), 'application/json'];
const specversion: Given = [constant('1.0', 'Of CloudEvents.'), '1.0'];
const typed = (type: string): Given => [constant(type, 'What it is.'), type];
const traceparent: Given = [
  text('W3C Trace Context: what this belongs to.'),
  '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
];

const headers = (needed: Record<string, Given>, optional: Record<string, Given>, shown: readonly string[]): Headers => {
  const all = Object.entries({ ...needed, ...optional });
  return {
    schema: shape(schemas(needed), schemas(optional)),
    example: Object.fromEntries(
      all.filter(([name]) => name in needed || shown.includes(name)).map(([name, [, example]]) => [name, example]),
    ),
  };
};

const schemas = (given: Record<string, Given>): Record<string, Schema<string>> =>
  Object.fromEntries(Object.entries(given).map(([name, [schema]]) => [name, schema]));

const place: Record<string, Given> = {
  sequence: [text('Its place in the shard, which is the partition. A decimal number.'), '1042'],
  previous: [text('The sequence in the shard up to which nothing published lies between.'), '1041'],
};

/** Of a published event of a service, in a stream. */
export const eventHeaders = (service: string, type: string, stream: string): Headers =>
  headers(
    {
      ce_specversion: specversion,
      ce_type: typed(type),
      ce_source: [constant(`/clientele/${service}`, 'Who publishes it.'), `/clientele/${service}`],
      ce_id: [
        text('The event; the same again is a repeat.', { format: 'uuid' }),
        '0195f000-0000-7000-8000-0000000003e8',
      ],
      ce_time: [timestamp('When it was recorded.'), '2026-03-02T09:30:00.250Z'],
      ce_subject: [text('The stream; order holds within it.'), stream],
      'content-type': json,
      ...place,
    },
    { traceparent, meta: [text('JSON: who did it, and by which request.'), '{"actor":"eve"}'] },
    ['traceparent'],
  );

/** Of a record without an event. */
export const progressHeaders = (type: string): Headers =>
  headers(
    {
      ce_specversion: specversion,
      ce_type: typed(type),
      ce_source: [text('The service.'), '/clientele/intake'],
      ce_id: [text('Shard, and from where to where.'), '3.1042-1057'],
      sequence: [text('Up to here the shard holds nothing more that is published.'), '1057'],
      previous: place['previous']!,
    },
    {},
    [],
  );

/** Of a record that a partner sends. */
export const recordHeaders = (type: string): Headers =>
  headers(
    {
      ce_specversion: specversion,
      ce_type: typed(type),
      ce_source: [text("Who sends it: becomes the record's source.", { minLength: 1, maxLength: 300 }), 'shop'],
      ce_id: [
        text('Its id at the source; the same again is a duplicate.', { minLength: 1, maxLength: 300 }),
        'order-1001',
      ],
      'content-type': json,
    },
    { ce_time: [text('When it happened, if the data does not say.'), '2026-01-31T09:30:00Z'], traceparent },
    ['ce_time'],
  );

/** Of a receipt. */
export const receiptHeaders = (type: string): Headers =>
  headers(
    {
      ce_specversion: specversion,
      ce_type: typed(type),
      ce_source: [constant('/clientele/intake', 'Who gives it.'), '/clientele/intake'],
      ce_id: [text('The receipt of this record; the same again is a repeat.'), 'clientele.partner.leads.v1-3-1042'],
      ce_time: [timestamp('When it was given.'), '2026-01-31T09:30:01.250Z'],
      'content-type': json,
    },
    { traceparent },
    [],
  );

/** Of a record that could not be read: its own, and these. */
export const rejectedHeaders = (): Headers =>
  headers(
    {
      'clientele-reason': [
        text('What is wrong, and how to mend it.'),
        'The value must be the data of the event. It is no JSON.',
      ],
      'clientele-topic': [text('Where it stood: its topic.'), 'clientele.partner.leads.v1'],
      'clientele-partition': [text('Its partition.'), '3'],
      'clientele-offset': [text('Its offset.'), '1042'],
    },
    { 'clientele-headers-left-out': [text('How many headers it had, where they are too many to keep.'), '500'] },
    [],
  );
