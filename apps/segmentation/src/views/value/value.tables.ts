import type { Sql } from '@clientele/event-sourcing';
import { createValueRollUps, stepOf } from './value-roll-ups.js';

/**
 * What customers are worth, summed up by canonical customer. `summaries` has those with a purchase that counts; `spending`
 * their money by currency, net of refunds, and beside it what else scores are made from, so that one table has it all.
 * `changed_customers` has those of whom any of it changed, or who came or were merged, until they are placed: placing takes
 * them out.
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
    CREATE INDEX ON spending (currency, step, amount);
    CREATE TABLE changed_customers (
      id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
      customer_id uuid NOT NULL
    );`);
  await createValueRollUps(tx);
};

/** Keeps the customers given for placing. Not while a view is being built: once it is swapped in, everybody is compared. */
export const tellChanged = async (tx: Sql, customerIds: Iterable<string>): Promise<void> => {
  const ids = [...new Set(customerIds)];
  if (ids.length === 0) return;
  await tx.query(
    `INSERT INTO changed_customers (customer_id)
     SELECT * FROM unnest($1::uuid[]) WHERE current_schema() = 'value'`,
    [ids],
  );
};
