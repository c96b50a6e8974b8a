import type { Mark, Row } from './benchmark.ts';

/** @throws RangeError of nothing */
export const quantile = (values: readonly number[], share: number): number => {
  if (values.length === 0) throw new RangeError('There is no quantile of no values.');
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place % 1);
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Ours to the other's, by their medians. */
export const ratioOf = ({ values, against }: Row): number | undefined =>
  against && median(values) / median(against.values);

/** Whether the mark is reached; undefined where there is none. */
export const isReached = (row: Row): boolean | undefined => {
  if (!row.mark) return undefined;
  const figure = row.mark.of === 'ratio' ? ratioOf(row) : median(row.values);
  if (figure === undefined) throw new Error(`${row.what}: a mark for a ratio, and nothing to compare with.`);
  const { atLeast = -Infinity, atMost = Infinity } = row.mark;
  return figure >= atLeast && figure <= atMost;
};

export const markInWords = ({ of, atLeast, atMost }: Mark, unit: string): string => {
  const bound = atLeast === undefined ? `<= ${inDigits(atMost ?? Infinity)}` : `>= ${inDigits(atLeast)}`;
  return of === 'ratio' ? `${bound} x` : `${bound} ${unit}`;
};

/** Three digits that count. */
export const inDigits = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));
