import type { Ledger } from '../load/ledger.ts';
import { externalId, nameOf, refOf } from '../load/person.ts';
import type { Product } from '../product.ts';
import { familiesOf, type Family } from './expected.ts';
import { compareFigures, compareLists, type Finding } from './finding.ts';

export interface Profile {
  readonly id: string;
  readonly externalIds: readonly { readonly source: string; readonly id: string }[];
  readonly mergedCustomers: readonly string[];
  readonly tags: readonly string[];
  readonly notes: readonly { readonly text: string }[];
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
  const pairs = await product.all<{ customers: readonly Profile[] }>('/customers/v1/possible-duplicates');
  const familyOf = new Map(families.map((family) => [family.root, idsOfFamily(family)]));
  return [
    ...compareLists(VIEW, families.map(idsOfFamily), profiles.map(idsOf)),
    ...compareFigures(`${VIEW}, total`, families.length, total),
    ...families.flatMap((family) => saidLast(family, found.get(idsOfFamily(family)))),
    ...families.flatMap((family) => noted(family, found.get(idsOfFamily(family)))),
    ...compareLists(
      'customers: duplicates',
      [...ledger.doubtful.values()].map((pair) => inPair(pair.map((person) => familyOf.get(person)!))),
      pairs.map(({ customers }) => inPair(customers.map(idsOf))),
    ),
  ];
};

const inPair = (two: readonly string[]): string => [...two].sort().join(' and ');

export const idsOf = ({ externalIds }: Profile): string =>
  externalIds
    .map(({ id }) => id)
    .sort()
    .join(' ');

export const idsOfFamily = ({ members }: Family): string => members.map(externalId).sort().join(' ');

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

const noted = ({ root }: Family, profile: Profile | undefined): Finding[] => {
  if (!profile) return [];
  const texts = profile.notes.map(({ text }) => text);
  return [
    ...compareLists(`${VIEW}, tags of ${refOf(root)}`, root.tags, profile.tags),
    ...compareLists(`${VIEW}, notes of ${refOf(root)}`, root.notes, texts),
  ];
};
