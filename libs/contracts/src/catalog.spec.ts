import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { contractProblems, schemaProblems } from '@clientele/testing';
import { ALL_CONTRACTS, CONTRACTS, KNOWN_TYPES, PARTNER_CONTRACTS } from './catalog.js';
import { parseCloudEventType } from './cloud-event-type.js';
import { lostIds, publicationOf } from './compatibility/publication.js';
import { publishedFile, publishedIds, sampleFile, sampleOf } from './contract-files.js';
import { LeadReceivedV1 } from './intake/facts.v1.js';

const folders = [...new Set(ALL_CONTRACTS.map(({ service }) => service))];
const filesIn = (kind: 'samples' | 'published') =>
  folders.flatMap((service) =>
    readdirSync(new URL(`${service}/${kind}/`, import.meta.url)).map((file) => `${service}/${kind}/${file}`),
  );
const named = ALL_CONTRACTS.map((contract) => [contract.cloudEventType, contract] as const);

describe('the catalog', () => {
  it('holds every contract by its service, each version once', () => {
    for (const [service, contracts] of Object.entries(CONTRACTS))
      for (const { type, schemaVersion, cloudEventType } of contracts)
        expect(parseCloudEventType(cloudEventType)).toEqual({ service, type, schemaVersion });
    expect(new Set(ALL_CONTRACTS.map(({ schema }) => schema.$id)).size).toBe(ALL_CONTRACTS.length);
  });

  it('names the types of a service', () => {
    expect(KNOWN_TYPES['segmentation']).toEqual(['LifecycleStageChanged', 'SegmentChanged']);
  });

  it('names what comes from partners as they name it', () => {
    expect(PARTNER_CONTRACTS.records.map(({ cloudEventType }) => cloudEventType)).toEqual([
      'clientele.lead.v1',
      'clientele.purchase.v1',
      'clientele.activity.v1',
    ]);
  });

  it('has a sample and a published schema for each version, and none that belongs to none', () => {
    expect(filesIn('samples').sort()).toEqual(ALL_CONTRACTS.map(sampleFile).sort());
    expect(filesIn('published').sort()).toEqual(ALL_CONTRACTS.map(publishedFile).sort());
  });
});

describe('the list of all that was ever published', () => {
  const ids = ALL_CONTRACTS.map(({ schema }) => schema.$id);

  it('holds every contract; else run npm run contracts:publish', () => {
    expect(publishedIds()).toEqual(ids.sort());
  });

  it('has lost none; else put the contract back', () => {
    expect(lostIds()).toEqual([]);
  });

  it('tells of a contract that is gone with its class, sample and copy', () => {
    const [gone, ...rest] = ALL_CONTRACTS;
    expect(lostIds(rest)).toEqual([gone!.schema.$id]);
  });

  it('tells of a copy that is gone, which would let a changed class be published as new', () => {
    const { service, schemaVersion, cloudEventType, schema } = LeadReceivedV1;
    const withoutCopy = { service, type: 'NoSuchFile', schemaVersion, cloudEventType, schema };
    expect(publicationOf(withoutCopy).broken).toEqual(['The whole: it was published, but the copy is gone.']);
    const neverPublished = { ...withoutCopy, schema: { ...schema, $id: 'urn:clientele:contract:intake:New:v1' } };
    expect(publicationOf(neverPublished)).toEqual({ broken: [], isBehind: true });
  });
});

describe('a contract', () => {
  it('is plain data', () => {
    const data = sampleOf(LeadReceivedV1) as LeadReceivedV1['data'];
    const event = new LeadReceivedV1(data);
    expect(event).toEqual({ type: 'LeadReceived', schemaVersion: 1, data });
    expect(JSON.parse(JSON.stringify(event))).toEqual({ type: 'LeadReceived', schemaVersion: 1, data });
  });

  it.each(named)('%s: its sample is as its schema says', (_, contract) => {
    expect(schemaProblems(contract.schema, sampleOf(contract))).toEqual([]);
  });

  it.each(named)('%s: fields that are not known harm nobody who reads', (_, contract) => {
    const isWrittenByOthers = contract.schema.additionalProperties === false;
    const problems = schemaProblems(contract.schema, { ...sampleOf(contract), addedLater: 1 });
    expect(problems).toEqual(isWrittenByOthers ? ['/ must NOT have additional properties'] : []);
  });

  it.each(named)('%s: its schema sees what is missing', (_, contract) => {
    for (const name of contract.schema.required ?? []) {
      const { [name]: _left, ...rest } = sampleOf(contract) as Record<string, unknown>;
      expect(schemaProblems(contract.schema, rest)).toContain(`/ must have required property '${name}'`);
    }
  });

  it('has its words checked, and not only that they are there', () => {
    const data = { ...sampleOf(LeadReceivedV1), factId: '7', occurredAt: '2026-01-31T09:30:00+01:00', keys: [] };
    expect(contractProblems('intake', { type: 'LeadReceived', schemaVersion: 1, data })).toEqual([
      '/factId must match format "uuid"',
      '/occurredAt must match pattern "Z$"',
      '/keys must NOT have fewer than 1 items',
    ]);
    expect(contractProblems('intake', { type: 'LeadReceived', schemaVersion: 2, data })).toEqual([
      'intake publishes no LeadReceived of version 2.',
    ]);
  });

  // What may change, and why, is said at `SchemaUse`.
  it.each(named)('%s: is as it was published; else give it a new version', (_, contract) => {
    expect(publicationOf(contract).broken).toEqual([]);
  });

  it.each(named)('%s: is published as it is; else run npm run contracts:publish', (_, contract) => {
    expect(publicationOf(contract).isBehind).toBe(false);
  });
});
