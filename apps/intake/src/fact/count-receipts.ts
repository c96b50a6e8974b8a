import { counter } from '@clientele/event-sourcing';
import type { Receipt } from './fact-batch.js';

export type Counts = Readonly<Record<Receipt['status'], number>>;

/** The way on which a record came. */
export type Way = 'http' | 'import' | 'kafka';

const receipts = counter('clientele.receipts', {
  unit: '{receipt}',
  description: 'Receipts for records taken in, by what became of them.',
});

export const countReceipts = (counts: Counts, via: Way): void => {
  for (const [outcome, many] of Object.entries(counts)) {
    if (many > 0) receipts.add(many, { service: 'intake', via, outcome });
  }
};
