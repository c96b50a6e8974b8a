import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { expect, it } from '@jest/globals';
import { chainUpcasters, fold, type Decider, type DomainEvent, type Upcaster } from '@clientele/event-sourcing';

export interface GoldenSamples<State, Event extends DomainEvent> {
  readonly decider: Decider<State, Event>;
  /** Every event type of the aggregate, in an order in which they may happen. */
  readonly types: readonly Event['type'][];
  /** Holds `<Type>.v<version>.json`, the data of an event as it was stored by that version. */
  readonly folder: URL;
  readonly upcasters?: readonly Upcaster[];
}

/**
 * What is wrong with an aggregate's samples, in words. There must be one for each type and version up to the present
 * one; the older ones must upcast to the newest, value by value; and the newest must fold.
 */
export const sampleProblems = <State, Event extends DomainEvent>(samples: GoldenSamples<State, Event>): string[] => {
  const { decider, types, folder, upcasters = [] } = samples;
  const found = new Set(readdirSync(folder));
  const versionOf = (type: string): number => decider.schemaVersions?.[type] ?? 1;
  const wanted = types.flatMap((type) =>
    Array.from({ length: versionOf(type) }, (_, index) => ({
      type,
      version: index + 1,
      file: fileOf(type, index + 1),
    })),
  );
  const missing = wanted.filter(({ file }) => !found.has(file)).map(({ file }) => `${file} is missing.`);
  const files = new Set(wanted.map(({ file }) => file));
  const unknown = [...found].filter((file) => !files.has(file)).map((file) => `${file} belongs to no event type.`);
  if (missing.length > 0) return [...missing, ...unknown];

  const upcast = chainUpcasters(upcasters);
  const read = (type: string, version: number) =>
    upcast({
      type,
      schemaVersion: version,
      data: JSON.parse(readFileSync(new URL(fileOf(type, version), folder), 'utf8')),
    });
  const strayed = wanted
    .filter(({ type, version }) => !isDeepStrictEqual(read(type, version), read(type, versionOf(type))))
    .map(({ type, file }) => `${file} does not upcast to ${fileOf(type, versionOf(type))}.`);
  return [
    ...unknown,
    ...strayed,
    ...foldProblems(
      decider,
      types.map((type) => read(type, versionOf(type)) as never),
    ),
  ];
};

const fileOf = (type: string, version: number): string => `${type}.v${version}.json`;

const foldProblems = <State, Event extends DomainEvent>(decider: Decider<State, Event>, events: Event[]): string[] => {
  try {
    fold(decider, events);
    return [];
  } catch (error) {
    return [`The samples do not fold: ${(error as Error).message}`];
  }
};

/** A test that events stored by any version are read for good. See {@link sampleProblems}. */
export const goldenSamples = <State, Event extends DomainEvent>(samples: GoldenSamples<State, Event>): void => {
  it(`${samples.decider.name}: every type and version has a sample, and it is read as the present one`, () => {
    expect(sampleProblems(samples)).toEqual([]);
  });
};
