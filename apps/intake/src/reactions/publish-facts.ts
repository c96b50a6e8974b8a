import { FACT_TYPES } from '@clientele/contracts';
import { publishing } from '@clientele/messaging';
import type { FactEvent } from '../fact/fact.js';

/** Facts as other services may know them: as cleaned, without what came before cleaning. Rejections stay here. */
export const publishFacts = publishing(
  Object.fromEntries(FACT_TYPES.map((type) => [type, [type]])),
  ({ type, schemaVersion, data }) => {
    const { original: _original, receivedAt: _receivedAt, ...published } = data as FactEvent['data'];
    return { type, schemaVersion, data: published };
  },
);
