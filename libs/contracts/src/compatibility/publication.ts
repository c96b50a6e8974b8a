import { isDeepStrictEqual } from 'node:util';
import { PARTNER_CONTRACTS } from '../catalog.js';
import { publishedSchemaOf } from '../contract-files.js';
import type { ContractClass } from '../contract.js';
import { incompatibilities } from './incompatibilities.js';

/** How a contract stands to its schema as it was published. */
export interface Publication {
  /** What may not change under this version, in words. */
  readonly broken: readonly string[];
  /** It is new, or has changed: its published copy does not say what it says. */
  readonly isBehind: boolean;
}

export const publicationOf = (contract: ContractClass): Publication => {
  const published = publishedSchemaOf(contract);
  if (!published) return { broken: [], isBehind: true };
  const isWrittenByOthers = (PARTNER_CONTRACTS.records as readonly ContractClass[]).includes(contract);
  return {
    broken: incompatibilities(published, contract.schema, isWrittenByOthers ? 'accepted' : 'published'),
    isBehind: !isDeepStrictEqual(published, contract.schema),
  };
};
