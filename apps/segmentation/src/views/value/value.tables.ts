import type { Sql } from '@clientele/event-sourcing';
import { createValueRollUps, stepOf } from './value-roll-ups.js';

/**
 * What customers are worth, summed up by canonical customer. `summaries` has those with a purchase that counts; `spending`
 * their money by currency, net of refunds, and beside it what else scores are made from, so that one table has it all.
 */
export const createSummaries = async (tx: Sql): Promise<void> => {
  await tx.query(`
    CREATE TABLE summaries (
      customer_id uuid PRIMARY KEY,
      purchases integer NOT NULL,
      first_at timestamptz NOT NULL,
      last_at timestamptz NOT NULL
    );
    CREATE INDEX ON summaries (last_at);
    CREATE TABLE spending (
      customer_id uuid,
      currency text,
      purchases integer NOT NULL,
      amount numeric NOT NULL,
      step numeric NOT NULL GENERATED ALWAYS AS (${stepOf('amount')}) STORED,
      all_purchases integer NOT NULL,
      last_at timestamptz NOT NULL,
      PRIMARY KEY (customer_id, currency)
    );
    CREATE INDEX ON spending (currency, step, amount);`);
  await createValueRollUps(tx);
};
