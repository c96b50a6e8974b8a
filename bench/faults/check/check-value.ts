import type { Ledger } from '../load/ledger.ts';
import type { Product } from '../product.ts';
import { amountOf, countBy, familiesOf, purchasesOf, sumOf, type Family } from './expected.ts';
import { compareFigures, type Finding } from './finding.ts';

export interface Grid {
  readonly population: number;
  readonly currency: string | null;
  readonly cells: readonly { r: number; f: number; m: number; customers: number; revenue: string; segment: string }[];
}

/** A family in its cell. */
export interface Placed {
  readonly family: Family;
  readonly cell: string;
  readonly cents: number;
}

const VIEW = 'segmentation: value';
const DAY = 86_400_000;
const LAPSED_AFTER = 365 * DAY;

/** The grid is that of a direct computation, and stages and segments have reached the reports. */
export const checkValue = async (ledger: Ledger, product: Product): Promise<Finding[]> => {
  const families = familiesOf(ledger);
  const grid = await product.get<Grid>('/segmentation/v1/rfm');
  const placed = placedIn(families, grid.currency ?? '');
  const cells = grid.cells.filter(({ customers }) => customers > 0);
  const segments = Map.groupBy(cells, ({ segment }) => segment);
  const sizes = [...segments].map(
    ([name, own]) => [name, own.reduce((sum, { customers }) => sum + customers, 0)] as const,
  );
  return [
    ...compareFigures(`${VIEW}, population`, placed.length, grid.population),
    ...compareFigures(
      `${VIEW}, grid`,
      cellsOf(placed),
      Object.fromEntries(
        cells.map(({ r, f, m, customers, revenue }) => [`${r}${f}${m}`, `${customers}: ${revenue}`]).sort(),
      ),
    ),
    ...compareFigures('analytics: business, stage', countBy(families, stageOf), await distribution(product, 'stage')),
    ...compareFigures(
      'analytics: business, segment',
      Object.fromEntries(
        [...sizes, ['(none)', families.length - placed.length] as const].filter(([, n]) => n > 0).sort(),
      ),
      await distribution(product, 'segment'),
    ),
  ];
};

const distribution = async (product: Product, of: string): Promise<Record<string, number>> => {
  const path = `/analytics/v1/distribution?of=${of}`;
  const { rows } = await product.get<{ rows: { value: string; customers: number }[] }>(path);
  return Object.fromEntries(rows.map(({ value, customers }) => [value, customers] as const).sort());
};

const stageOf = (family: Family): string => {
  const times = purchasesOf(family).map(({ occurredAt }) => occurredAt);
  if (times.length === 0) return 'prospect';
  if (Math.max(...times) <= Date.now() - LAPSED_AFTER) return 'lapsed';
  return times.length > 1 ? 'repeat' : 'first-time';
};

export const placedIn = (families: readonly Family[], currency: string): Placed[] => {
  const ranked = families.filter((family) => purchasesOf(family).length > 0);
  const buyers = ranked.map(purchasesOf);
  const last = buyers.map((bought) => Math.max(...bought.map(({ occurredAt }) => occurredAt)));
  const often = buyers.map((bought) => bought.length);
  const cents = buyers.map((bought) => sumOf(bought, currency));
  const scores = [last, often, cents].map(scored);
  return ranked.map((family, at) => ({
    family,
    cell: scores.map((score) => score[at]).join(''),
    cents: cents[at]!,
  }));
};

/** 1 + floor(5 x strictly worse / all). */
const scored = (values: readonly number[]): number[] => {
  const sorted = [...values].sort((one, other) => one - other);
  const worse = new Map<number, number>();
  sorted.forEach((value, at) => worse.has(value) || worse.set(value, at));
  return values.map((value) => 1 + Math.floor((5 * worse.get(value)!) / values.length));
};

const cellsOf = (placed: readonly Placed[]): Record<string, string> => {
  const cells = [...Map.groupBy(placed, ({ cell }) => cell)].map(
    ([cell, own]) => [cell, `${own.length}: ${amountOf(own.reduce((sum, { cents }) => sum + cents, 0))}`] as const,
  );
  return Object.fromEntries(cells.sort());
};
