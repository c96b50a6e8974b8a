import type { Ledger } from '../load/ledger.ts';
import type { Product } from '../product.ts';
import { idsOf, idsOfFamily, type Profile } from './check-customers.ts';
import { placedIn, type Grid } from './check-value.ts';
import { familiesOf } from './expected.ts';
import { compareLists, type Finding } from './finding.ts';

/** Every segment has those members, each once, whose purchases put them there. */
export const checkMembers = async (ledger: Ledger, product: Product): Promise<Finding[]> => {
  const grid = await product.get<Grid>('/segmentation/v1/rfm');
  const segmentOf = new Map(grid.cells.map(({ r, f, m, segment }) => [`${r}${f}${m}`, segment]));
  const placed = Map.groupBy(placedIn(familiesOf(ledger), grid.currency ?? ''), ({ cell }) => segmentOf.get(cell)!);
  const profiles = await product.all<Profile>('/customers/v1/customers');
  const known = new Map(profiles.map((profile) => [profile.id, idsOf(profile)]));
  const findings: Finding[] = [];
  for (const segment of new Set(segmentOf.values())) {
    const members = await product.all<{ customerId: string }>(`/segmentation/v1/segments/${segment}/members`);
    findings.push(
      ...compareLists(
        `segmentation: value, members of ${segment}`,
        (placed.get(segment) ?? []).map(({ family }) => idsOfFamily(family)),
        members.map(({ customerId }) => known.get(customerId) ?? customerId),
      ),
    );
  }
  return findings;
};
