import { hash } from 'node:crypto';
import { parse } from 'uuid';

export const FACT_KINDS = ['lead', 'purchase', 'activity'] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/** Chosen once for Clientele; another one would make every known fact new. */
const FACTS = parse('a6f4d2f0-3f0e-4c5e-9d7b-2b1f6c0e8a31');

/**
 * The same record of the same source is the same fact for ever: sent again, it is a duplicate. A UUIDv5, and made here
 * since every record needs one: the `uuid` package takes several times as long.
 */
export const factIdOf = (kind: FactKind, source: string, sourceId: string): string => {
  const name = Buffer.from(`${kind}\n${source}\n${sourceId}`);
  const digits = hash('sha1', Buffer.concat([FACTS, name]), 'hex');
  const variant = ((parseInt(digits.charAt(16), 16) & 0b0011) | 0b1000).toString(16);
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `5${digits.slice(13, 16)}`];
  return `${parts.join('-')}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
};
