import { v5 } from 'uuid';

export const FACT_KINDS = ['lead', 'purchase', 'activity'] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/** Chosen once for Clientele; another one would make every known fact new. */
const FACTS = 'a6f4d2f0-3f0e-4c5e-9d7b-2b1f6c0e8a31';

/** The same record of the same source is the same fact for ever: sent again, it is a duplicate. */
export const factIdOf = (kind: FactKind, source: string, sourceId: string): string =>
  v5(`${kind}\n${source}\n${sourceId}`, FACTS);
