import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Decider, DomainEvent, Upcaster } from '@clientele/event-sourcing';
import { sampleProblems } from './golden-samples.js';

const Door = {
  name: 'door',
  initial: 0,
  schemaVersions: { Opened: 2 },
  evolve: (count, { data }) => count + (data as { by: string }).by.length,
} satisfies Decider<number, DomainEvent>;
const whoToBy: Upcaster = { type: 'Opened', from: 1, to: 2, upcast: ({ who }: { who: string }) => ({ by: who }) };

describe('sampleProblems', () => {
  let path: string;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'samples-'));
    save('Opened.v1.json', { who: 'Ann' });
    save('Opened.v2.json', { by: 'Ann' });
    save('Closed.v1.json', { by: 'Ann' });
  });
  afterEach(() => rmSync(path, { recursive: true }));

  const save = (file: string, data: object) => writeFileSync(join(path, file), JSON.stringify(data));
  const problems = (upcasters = [whoToBy]) =>
    sampleProblems({ decider: Door, types: ['Opened', 'Closed'], folder: pathToFileURL(`${path}/`), upcasters });

  it('finds none where each version is there and upcasts to the newest', () => expect(problems()).toEqual([]));

  it('names what is missing and what belongs to nothing', () => {
    rmSync(join(path, 'Opened.v1.json'));
    save('Slammed.v1.json', {});
    expect(problems()).toEqual(['Opened.v1.json is missing.', 'Slammed.v1.json belongs to no event type.']);
  });

  it('names what no upcaster takes to the present shape, or takes to another', () => {
    expect(problems([])).toEqual(['Opened.v1.json does not upcast to Opened.v2.json.']);
    save('Opened.v1.json', { who: 'Bob' });
    expect(problems()).toEqual(['Opened.v1.json does not upcast to Opened.v2.json.']);
  });

  it('tells when they do not fold', () => {
    save('Closed.v1.json', {});
    expect(problems()).toEqual([expect.stringMatching(/^The samples do not fold: /)]);
  });
});
