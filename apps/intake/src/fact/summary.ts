import type { Receipt } from './fact-batch.js';

/** How many there are of each kind. */
export const countsOf = (receipts: readonly Receipt[]): Record<Receipt['status'], number> => {
  const counts = { accepted: 0, duplicate: 0, rejected: 0 };
  for (const { status } of receipts) counts[status]++;
  return counts;
};

/** Receipts and how many of each kind. */
export const summary = (receipts: readonly Receipt[]) => ({ receipts, ...countsOf(receipts) });
