import type { Random } from '../faults/random.ts';
import type { Service } from '../product/product.ts';

/** One question with its arguments: to the product, and by hand in SQL of a service's database. */
export interface Question {
  readonly path: string;
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Questions of one kind. */
export interface Kind {
  readonly name: string;
  readonly service: Service;
  /** Milliseconds that 99 of 100 may take at most. */
  readonly atMost: number;
  readonly gist: Gist;
  ask(random: Random, known: Known): Question;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/** A figure of an answer, and the same of the rows that the SQL by hand found: a quick answer must be the right one, too. */
export interface Gist {
  ours(answer: unknown): number;
  byHand(rows: Rows): number;
}

const numbersIn = (rows: Rows, column: string): number => rows.reduce((sum, row) => sum + Number(row[column]), 0);

/** How many rows are under a name of the answer. */
export const countOf = (name: string): Gist => ({
  ours: (answer) => (answer as Record<string, Rows>)[name]!.length,
  byHand: (rows) => rows.length,
});

/** The sum of a column of all rows under a name of the answer. */
export const sumOf = (name: string, column: string, byHand = 'count'): Gist => ({
  ours: (answer) => numbersIn((answer as Record<string, Rows>)[name]!, column),
  byHand: (rows) => numbersIn(rows, byHand),
});

/** It is there. */
export const ONE: Gist = { ours: (answer) => (answer ? 1 : 0), byHand: (rows) => Math.min(rows.length, 1) };

/** What questions are asked about. */
export interface Known {
  readonly customers: number;
  /** Of a person. */
  readonly idOf: (person: number) => string;
  readonly emailOf: (person: number) => string | undefined;
  /** Ends of pages, as somebody who goes on would send them. */
  readonly cursors: readonly string[];
  readonly segments: readonly SegmentRanges[];
  readonly timelines: readonly { readonly id: string; readonly cursor: string }[];
}

/** Least and greatest scores, both included. */
export interface SegmentRanges {
  readonly name: string;
  readonly recency: readonly [number, number];
  readonly value: readonly [number, number];
}

export const LOOKUP = 20;
export const SEARCH = 100;
export const REPORT = 300;

export const personOf = (random: Random, { customers }: Known): number => random.between(0, customers - 1);

const DAY = 86_400_000;

/** A range of whole days within the five years, often of months, sometimes of any days. */
export const rangeOf = (random: Random): { readonly from: string; readonly to: string; readonly until: string } => {
  const begin = Date.now() - random.between(30, 1_700) * DAY;
  const end = Math.min(Date.now(), begin + random.oneOf([6, 29, 90, 364, 729]) * DAY);
  const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
  const [from, to] = random.chance(0.5)
    ? [
        `${dayOf(begin).slice(0, 7)}-01`,
        dayOf(Date.UTC(new Date(end).getUTCFullYear(), new Date(end).getUTCMonth() + 1, 0)),
      ]
    : [dayOf(begin), dayOf(end)];
  return { from, to, until: dayOf(Date.parse(to) + DAY) };
};
