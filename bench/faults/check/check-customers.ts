import type { Ledger } from '../load/ledger.ts';
import { externalId, nameOf, refOf } from '../load/person.ts';
import type { Product } from '../product.ts';
import { familiesOf, type Family } from './expected.ts';
import { compareFigures, compareLists, type Finding } from './finding.ts';

interface Profile {
  readonly externalIds: readonly { readonly source: string; readonly id: string }[];
  readonly mergedCustomers: readonly string[];
  readonly name?: string;
  readonly type?: string;
  readonly country?: string;
}

const VIEW = 'customers: profile';

/** Every customer is found by the search once, with what was said last. */
export const checkCustomers = async (ledger: Ledger, product: Product): Promise<Finding[]> => {
  const families = familiesOf(ledger);
  const profiles = await product.all<Profile>('/customers/v1/customers');
  const found = new Map(profiles.map((profile) => [idsOf(profile), profile]));
  const { total } = await product.get<{ total: number }>('/customers/v1/customers?limit=1&total=true');
  const duplicates = await product.all('/customers/v1/possible-duplicates');
  return [
    ...compareLists(VIEW, families.map(idsOfFamily), profiles.map(idsOf)),
    ...compareFigures(`${VIEW}, total`, families.length, total),
    ...families.flatMap((family) => saidLast(family, found.get(idsOfFamily(family)))),
    ...compareFigures('customers: duplicates', 0, duplicates.length),
  ];
};

const idsOf = ({ externalIds }: Profile): string =>
  externalIds
    .map(({ id }) => id)
    .sort()
    .join(' ');

const idsOfFamily = ({ members }: Family): string => members.map(externalId).sort().join(' ');

/** That it is another name is a matter of order: each was given once. */
const saidLast = ({ root, members }: Family, profile: Profile | undefined): Finding[] => {
  if (!profile) return [];
  const name = root.renamed > 0 ? nameOf(root) : undefined;
  const said = { name, ...root.classification, merged: members.length - 1 };
  const { type, country } = profile;
  const shown = {
    name: profile.name,
    ...(root.classification && { type, country }),
    merged: profile.mergedCustomers.length,
  };
  return compareFigures(`${VIEW} of ${refOf(root)}`, said, shown).map((each) => ({ ...each, kind: 'out of order' }));
};
