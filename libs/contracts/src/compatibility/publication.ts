import { isDeepStrictEqual } from 'node:util';
import { ALL_CONTRACTS, PARTNER_CONTRACTS } from '../catalog.js';
import { publishedIds, publishedSchemaOf } from '../contract-files.js';
import type { ContractClass } from '../contract.js';
import { incompatibilities } from './incompatibilities.js';

/** How a contract stands to its schema as it was published. */
export interface Publication {
  /** What may not change under this version, in words. */
  readonly broken: readonly string[];
  /** It is new, or has changed: its published copy does not say what it says. */
  readonly isBehind: boolean;
}

const COPY_GONE = 'The whole: it was published, but the copy is gone.';

const wasPublished = ({ schema }: ContractClass): boolean => publishedIds().includes(schema.$id!);

/** What was published once and has no contract any more, by id. Events of it may still be stored: there must be none. */
export const lostIds = (contracts = ALL_CONTRACTS): string[] => {
  const ids = new Set(contracts.map(({ schema }) => schema.$id));
  return publishedIds().filter((id) => !ids.has(id));
};

export const publicationOf = (contract: ContractClass): Publication => {
  const published = publishedSchemaOf(contract);
  if (!published) return { broken: wasPublished(contract) ? [COPY_GONE] : [], isBehind: true };
  const isWrittenByOthers = (PARTNER_CONTRACTS.records as readonly ContractClass[]).includes(contract);
  return {
    broken: incompatibilities(published, contract.schema, isWrittenByOthers ? 'accepted' : 'published'),
    isBehind: !wasPublished(contract) || !isDeepStrictEqual(published, contract.schema),
  };
};
