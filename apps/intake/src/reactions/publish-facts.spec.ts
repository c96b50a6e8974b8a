import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FACT_TYPES } from '@clientele/contracts';
import type { RecordedEvent } from '@clientele/event-sourcing';
import { contractProblems } from '@clientele/testing';
import { publishFacts } from './publish-facts.js';

const sample = (type: string) =>
  JSON.parse(readFileSync(new URL(`../fact/samples/${type}.v1.json`, import.meta.url), 'utf8'));
const publish = (type: string) => publishFacts({ type, schemaVersion: 1, data: sample(type) } as RecordedEvent)!;

describe('publishing facts', () => {
  it.each(FACT_TYPES)('tells %s as cleaned, and nothing of what came before', (type) => {
    const { original: _original, receivedAt: _receivedAt, ...data } = sample(type);
    expect(publish(type)).toEqual({ type, schemaVersion: 1, data });
  });

  it.each(FACT_TYPES)('tells %s as the contract says', (type) => {
    expect(contractProblems('intake', publish(type))).toEqual([]);
  });

  it('keeps rejections', () => {
    expect(publishFacts({ type: 'RecordRejected', schemaVersion: 1, data: {} } as RecordedEvent)).toBeUndefined();
  });
});
