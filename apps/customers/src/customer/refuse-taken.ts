import { DomainError, type Sql } from '@clientele/event-sourcing';
import type { Identity } from './customer-events.js';
import { ancestorsOf, holdersOf } from './identity-directory.js';

const WORDS: Record<Identity['kind'], string> = {
  external: 'external id',
  email: 'e-mail address',
  phone: 'phone number',
};

/**
 * Those of the identities that nobody holds; what one of `family` holds is left out.
 * @throws DomainError `KeyTaken` with the customer who holds one of them
 */
export const refuseTaken = async (
  tx: Sql,
  identities: readonly Identity[],
  family: readonly string[] = [],
): Promise<Identity[]> => {
  const keys = identities.map(({ key }) => key);
  const holders = await holdersOf(tx, keys);
  for (const { key, kind } of identities) {
    const holder = holders.get(key)?.customerId;
    if (holder === undefined || family.includes(holder)) continue;
    const customerId = (await ancestorsOf(tx, [holder])).get(holder)?.at(-1) ?? holder;
    const words = `The ${WORDS[kind]} is that of customer ${customerId} already; change that one, or merge the two.`;
    throw new DomainError('KeyTaken', 'conflict', words, { customerId, identifier: kind });
  }
  return identities.filter(({ key }) => !holders.has(key));
};
