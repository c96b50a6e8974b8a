import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { schemaProblems } from '@clientele/testing';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { ALL_CONTRACTS } from '../catalog.js';
import { asyncApiDocument } from './asyncapi-document.js';
import { FEED_PROGRESS_TYPE } from './messages.js';

/** The official schema, which is of draft 7. */
const official = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('@asyncapi/specs/schemas/3.0.0.json'), 'utf8'),
) as object;
// It brings the schema of draft 7 along, which Ajv would have as well.
const ajv = new Ajv({ strict: false, allErrors: true, meta: false, validateSchema: false });
formats.default(ajv);
const validate = ajv.compile(official);

const document = asyncApiDocument();
const messages = Object.entries(document.components.messages);

describe('the AsyncAPI document', () => {
  it('is one by the official schema of AsyncAPI 3.0', () => {
    validate(JSON.parse(JSON.stringify(document)));
    expect(validate.errors).toBeNull();
  });

  it('would be seen if it were none', () => {
    const { info: _info, ...rest } = document;
    expect(validate(rest)).toBe(false);
    const channels = { ...document.channels, intake: { ...document.channels['intake'], partitions: 16 } };
    expect(validate({ ...document, channels })).toBe(false);
  });

  it('has every contract, and what is no contract', () => {
    const others = [FEED_PROGRESS_TYPE, 'clientele.partner.rejected'];
    expect(messages.map(([name]) => name).sort()).toEqual(
      [...ALL_CONTRACTS.map(({ cloudEventType }) => cloudEventType), ...others].sort(),
    );
  });

  it('has every topic', () => {
    expect(Object.values(document.channels).map(({ address }) => address)).toEqual([
      'clientele.intake.v1',
      'clientele.customers.v1',
      'clientele.interactions.v1',
      'clientele.segmentation.v1',
      'clientele.partner.leads.v1',
      'clientele.partner.purchases.v1',
      'clientele.partner.activities.v1',
      'clientele.partner.receipts.v1',
      'clientele.partner.rejected.v1',
    ]);
  });

  it('leads nowhere', () => {
    const there = (path: string) =>
      path
        .slice(2)
        .split('/')
        .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, path]) => path!);
    expect(references.length).toBeGreaterThan(messages.length);
    expect(references.filter((path) => there(path) === undefined)).toEqual([]);
  });

  it.each(messages)('shows %s by an example that is as its schemas say', (_, { headers, payload, examples }) => {
    for (const example of examples) {
      expect(schemaProblems(headers, example.headers)).toEqual([]);
      expect(example.payload === undefined).toBe(payload === undefined);
      if (payload) expect(schemaProblems({ ...payload, $id: `${payload.$id}:shown` }, example.payload)).toEqual([]);
    }
  });
});
