import { sampleOf } from '../contract-files.js';
import type { ContractClass } from '../contract.js';
import type { AsyncApiMessage } from './document.js';
import {
  eventHeaders,
  progressHeaders,
  receiptHeaders,
  recordHeaders,
  rejectedHeaders,
  type Headers,
} from './headers.js';

/** Tells how far a shard is published: a record without an event. */
export const FEED_PROGRESS_TYPE = 'clientele.feed.progress.v1';

/** Of AsyncAPI's bindings for Kafka. */
export const bindingVersion = '0.5.0';

/** The parts that all messages have in the same form. */
const parts = ({ schema, example }: Headers, key: string, payload?: object) => ({
  headers: schema,
  bindings: { kafka: { key: { type: 'string', description: key }, bindingVersion } } as const,
  examples: [{ headers: example, ...(payload && { payload }) }],
});

const ofContract = (contract: ContractClass, headers: Headers, key: string): AsyncApiMessage => {
  // Its words mean the same in AsyncAPI's own dialect, which grew from draft 7.
  const { $schema: _dialect, ...payload } = contract.schema;
  const { title = contract.type, description: summary = '' } = payload;
  const name = contract.cloudEventType;
  const about = { name, title, summary, contentType: 'application/json', payload };
  return { ...about, ...parts(headers, key, sampleOf(contract)) };
};

export const eventMessage = (contract: ContractClass): AsyncApiMessage => {
  const headers = eventHeaders(contract.service, contract.cloudEventType, streamIn(sampleOf(contract)));
  return ofContract(contract, headers, 'The stream, as in ce_subject.');
};

/** What a contract is about stands first in its sample. */
const streamIn = (sample: object): string => {
  const [name, id] = Object.entries(sample)[0]!;
  return `${name.replace(/Id$/, '')}-${id}`;
};

export const recordMessage = (contract: ContractClass): AsyncApiMessage =>
  ofContract(
    contract,
    recordHeaders(contract.cloudEventType),
    'Yours to choose: records of one key are taken in in their order. The customer, say.',
  );

export const receiptMessage = (contract: ContractClass): AsyncApiMessage =>
  ofContract(contract, receiptHeaders(contract.cloudEventType), "The record's source.");

export const progressMessage: AsyncApiMessage = {
  name: FEED_PROGRESS_TYPE,
  title: 'Progress',
  summary: 'How far the shard is published, where its last events are none that are published. It has no value.',
  ...parts(progressHeaders(FEED_PROGRESS_TYPE), 'There is none.'),
};

export const rejectedMessage: AsyncApiMessage = {
  name: 'clientele.partner.rejected',
  title: 'Rejected record',
  summary: 'A record that could not be read: key, value and headers as they came, and the reason in further headers.',
  ...parts(rejectedHeaders(), 'As it came.'),
};
