import type { Receipt } from './fact-batch.js';

/** Receipts and how many of each kind. */
export const summary = (receipts: readonly Receipt[]) => {
  const count = { accepted: 0, duplicate: 0, rejected: 0 };
  for (const { status } of receipts) count[status]++;
  return { receipts, ...count };
};
