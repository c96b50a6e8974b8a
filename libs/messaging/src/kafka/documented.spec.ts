import { describe, expect, it } from '@jest/globals';
import { asyncApiDocument, CONTRACTS, type ContractClass, sampleOf } from '@clientele/contracts';
import { published, schemaProblems } from '@clientele/testing';
import { progressMessage, PROGRESS_TYPE, toMessage } from './wire-message.js';

const { messages } = asyncApiDocument().components;
const undocumented = (type: string, headers: object) =>
  Object.keys(headers).filter((name) => !messages[type]!.headers.properties![name]);
const contracts = Object.values(CONTRACTS)
  .flat()
  .map((contract: ContractClass) => [contract.cloudEventType, contract] as const);

describe('what is sent is as it is documented', () => {
  it.each(contracts)('%s', (name, { service, type, schemaVersion, ...contract }) => {
    const data = sampleOf({ service, type, schemaVersion, ...contract });
    const record = published(service, 'customer-1', { type, schemaVersion, data });
    const meta = { actor: 'eve', traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
    const { headers } = toMessage({ ...record, meta });
    expect(schemaProblems(messages[name]!.headers, headers)).toEqual([]);
    expect(undocumented(name, headers!)).toEqual([]);
  });

  it('progress', () => {
    const { headers } = progressMessage('intake', 3, 7, 9);
    expect(schemaProblems(messages[PROGRESS_TYPE]!.headers, headers)).toEqual([]);
    expect(undocumented(PROGRESS_TYPE, headers!)).toEqual([]);
  });
});
