import { v5 } from 'uuid';

const NAMESPACE = '0f1de05b-6c3c-5a43-8ef3-5a0f7a3c4b11';

/** A pair of customers in its one order. */
export const pairOf = (one: string, other: string): [string, string] => (one < other ? [one, other] : [other, one]);

/** One id for each pair, whoever comes first. */
export const pairId = ([one, other]: readonly [string, string]): string => v5(`${one} ${other}`, NAMESPACE);
