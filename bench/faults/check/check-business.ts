import type { Ledger } from '../load/ledger.ts';
import { refOf } from '../load/person.ts';
import type { Product } from '../product.ts';
import {
  amountOf,
  countBy,
  familiesOf,
  firstOf,
  monthOf,
  purchasesOf,
  sumOf,
  type Bought,
  type Family,
} from './expected.ts';
import { compareFigures, type Finding } from './finding.ts';

interface Rows<Row> {
  readonly rows: readonly Row[];
}

const VIEW = 'analytics: business';
const REPORTS = '/analytics/v1';

/** All reports come to what was acknowledged. */
export const checkBusiness = async (ledger: Ledger, product: Product): Promise<Finding[]> => {
  const families = familiesOf(ledger);
  const rowsOf = async <Row>(path: string): Promise<readonly Row[]> =>
    (await product.get<Rows<Row>>(`${REPORTS}/${path}`)).rows;
  const growth = await rowsOf<{ period: string; new: number }>('customer-growth?by=month');
  const sales = await rowsOf<SalesRow>('sales?by=month');
  const leads = await rowsOf<{ channel: string; leads: number; converted: number }>('lead-conversion');
  const traits = await Promise.all(
    Object.entries(TRAITS).map(async ([trait, traitOf]) => {
      const rows = await rowsOf<{ value: string; customers: number }>(`distribution?of=${trait}`);
      const shown = countsIn(rows.map(({ value, customers }) => [value, customers]));
      return compareFigures(`${VIEW}, ${trait}`, countBy(families, traitOf), shown);
    }),
  );
  return [
    ...compareFigures(`${VIEW}, overview`, overviewOf(families), await product.get(`${REPORTS}/overview`)),
    ...compareFigures(
      `${VIEW}, growth`,
      countBy(families, (family) => monthOf(firstOf(family))),
      countsIn(growth.map((row) => [row.period, row.new])),
    ),
    ...compareFigures(
      `${VIEW}, sales`,
      salesOf(families),
      sales.filter(({ purchases }) => purchases > 0),
    ),
    ...compareFigures(`${VIEW}, leads`, leadsOf(families), leads.map(inWords).sort()),
    ...traits.flat(),
  ];
};

const TRAITS = {
  channel: (family: Family) => firstOf(family).channel,
  country: ({ root }: Family) => root.classification?.country ?? '(unknown)',
  type: ({ root }: Family) => root.classification?.type ?? '(unknown)',
};

const overviewOf = (families: readonly Family[]): object => {
  const bought = families.flatMap(purchasesOf);
  const currencies = Object.entries(countBy(bought, ({ purchase }) => purchase.currency));
  const ranked = currencies.sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1));
  return {
    customers: families.length,
    leads: families.flatMap(({ facts }) => facts).filter(({ kind }) => kind === 'lead').length,
    purchases: bought.length,
    repeatBuyers: families.filter((family) => purchasesOf(family).length > 1).length,
    revenue: ranked.map(([currency]) => ({ currency, amount: amountOf(sumOf(bought, currency)) })),
  };
};

interface SalesRow {
  readonly period: string;
  readonly purchases: number;
  readonly buyers: number;
  readonly currency: string;
  readonly revenue: string;
}

const salesOf = (families: readonly Family[]): SalesRow[] => {
  const buyers = families.flatMap((family) => purchasesOf(family).map((bought) => ({ bought, family })));
  const groups = Map.groupBy(buyers, ({ bought }) => `${monthOf(bought)} ${bought.purchase.currency}`);
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, own]) =>
      salesRow(
        own.map(({ bought }) => bought),
        new Set(own.map(({ family }) => refOf(family.root))).size,
      ),
    );
};

const salesRow = (bought: readonly Bought[], buyers: number): SalesRow => {
  const { purchase } = bought[0]!;
  const { currency } = purchase;
  return {
    period: monthOf(bought[0]!),
    purchases: bought.length,
    buyers,
    currency,
    revenue: amountOf(sumOf(bought, currency)),
  };
};

const inWords = ({ channel, leads, converted }: { channel: string; leads: number; converted: number }): string =>
  `${channel}: ${converted} of ${leads}`;

const leadsOf = (families: readonly Family[]): string[] => {
  const leads = families.flatMap(({ facts }) => facts).filter(({ kind }) => kind === 'lead');
  return [...Map.groupBy(leads, ({ channel }) => channel)]
    .map(([channel, own]) => ({ channel, leads: own.length, converted: own.filter((each) => each.converted).length }))
    .map(inWords)
    .sort();
};

const countsIn = (pairs: readonly (readonly [string, number])[]): Record<string, number> =>
  Object.fromEntries(pairs.filter(([, count]) => count > 0).sort(([one], [other]) => (one < other ? -1 : 1)));
