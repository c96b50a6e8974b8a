import type { Ledger } from '../load/ledger.ts';
import type { Fact, Person, Purchase } from '../load/person.ts';

/** Who counts as one customer: somebody, and those who were merged into them. */
export interface Family {
  readonly root: Person;
  readonly members: readonly Person[];
  readonly facts: readonly Fact[];
}

export type Bought = Fact & { readonly purchase: Purchase };

export const familiesOf = (ledger: Ledger): Family[] => {
  const members = Map.groupBy(ledger.persons, (person) => person.into ?? person);
  return [...members].map(([root, own]) => ({ root, members: own, facts: own.flatMap(({ facts }) => facts) }));
};

/** Those that count: not cancelled. */
export const purchasesOf = ({ facts }: Pick<Family, 'facts'>): Bought[] => facts.filter(isBought);

const isBought = (fact: Fact): fact is Bought => fact.purchase !== undefined && !fact.purchase.cancelled;

export const netOf = ({ cents, refunds }: Purchase): number =>
  refunds.reduce((rest, refund) => rest - refund.cents, cents);

export const sumOf = (bought: readonly Bought[], currency: string): number =>
  bought.filter(({ purchase }) => purchase.currency === currency).reduce((sum, each) => sum + netOf(each.purchase), 0);

/** As an amount is written with two places. */
export const amountOf = (cents: number): string => (cents / 100).toFixed(2);

export const monthOf = ({ occurredAt }: { readonly occurredAt: number }): string =>
  new Date(occurredAt).toISOString().slice(0, 7);

export const firstOf = ({ facts }: Family): Fact =>
  facts.reduce((first, fact) => (fact.occurredAt < first.occurredAt ? fact : first));

/** How many of each, by name; the order does not matter. */
export const countBy = <T>(items: readonly T[], nameOf: (item: T) => string): Record<string, number> => {
  const counts = [...Map.groupBy(items, nameOf)].map(([name, own]) => [name, own.length] as const);
  return Object.fromEntries(counts.sort(([one], [other]) => (one < other ? -1 : 1)));
};
