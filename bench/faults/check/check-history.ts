import type { Ledger } from '../load/ledger.ts';
import { nameOf, refOf, type Person } from '../load/person.ts';
import type { Product } from '../product.ts';
import { compareFigures, compareOrder, type Finding } from './finding.ts';

interface Entry {
  readonly type: string;
  readonly data: { readonly changes?: { readonly name?: string } };
}

/** Of many thousands some hundreds are looked at, each of them in full. */
const MOST = 300;

/** What was changed by hand stands in the history in that order, and what was so at a moment is still told of that moment. */
export const checkHistory = async (ledger: Ledger, product: Product): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const person of someOf(ledger.persons.filter(({ renamed }) => renamed > 0)))
    findings.push(...(await checkNames(person, product)));
  for (const person of someOf(ledger.persons.filter(({ remembered }) => remembered)))
    findings.push(...(await checkMoment(person, product)));
  return findings;
};

const someOf = (persons: readonly Person[]): Person[] => {
  const every = Math.ceil(persons.length / MOST);
  return persons.filter((_, at) => at % every === 0);
};

const checkNames = async (person: Person, product: Product): Promise<Finding[]> => {
  const entries = await product.all<Entry>(`/customers/v1/customers/${refOf(person)}/history`);
  const names = entries.flatMap(({ type, data }) => (type === 'ProfileChanged' ? (data.changes?.name ?? []) : []));
  const given = Array.from({ length: person.renamed }, (_, at) => nameOf({ ...person, renamed: at + 1 }));
  return compareOrder(`customers: history of ${refOf(person)}`, given, names.reverse());
};

const checkMoment = async (person: Person, product: Product): Promise<Finding[]> => {
  const { at, renamed } = person.remembered!;
  const asOf = new Date(at).toISOString();
  const { name } = await product.get<{ name?: string }>(`/customers/v1/customers/${refOf(person)}?asOf=${asOf}`);
  return compareFigures(`customers: ${refOf(person)} as of ${asOf}`, nameOf({ ...person, renamed }), name);
};
