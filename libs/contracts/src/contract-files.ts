import { existsSync, readFileSync } from 'node:fs';
import type { ContractClass } from './contract.js';
import type { JsonSchema } from './schema/schema.js';

/** Relative to `src`; one for each version, for good. */
export const sampleFile = ({ service, type, schemaVersion }: ContractClass): string =>
  `${service}/samples/${type}.v${schemaVersion}.json`;

/** The schema as it was published, which holds whoever changes the class. Relative to `src`. */
export const publishedFile = ({ service, type, schemaVersion }: ContractClass): string =>
  `${service}/published/${type}.v${schemaVersion}.schema.json`;

/** The ids of all that was ever published: it only grows. Relative to `src`. */
export const PUBLISHED_LIST = 'published.json';

export const publishedIds = (): readonly string[] => read(PUBLISHED_LIST) as string[];

/** The data of an event of this contract, made up. */
export const sampleOf = (contract: ContractClass): object => read(sampleFile(contract));

/** Undefined where it was not published yet. */
export const publishedSchemaOf = (contract: ContractClass): JsonSchema | undefined =>
  existsSync(urlOf(publishedFile(contract))) ? read(publishedFile(contract)) : undefined;

const urlOf = (file: string): URL => new URL(file, import.meta.url);

const read = (file: string): object => JSON.parse(readFileSync(urlOf(file), 'utf8')) as object;
