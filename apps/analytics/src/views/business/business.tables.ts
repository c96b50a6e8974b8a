import type { Sql } from '@clientele/event-sourcing';
import { createCustomerRollUps } from './roll-ups/customer-roll-ups.js';
import { createLeadRollUps } from './roll-ups/lead-roll-ups.js';
import { createSalesRollUps } from './roll-ups/sales-roll-ups.js';

/**
 * - `leads`: one row a fact; whose they are does not matter here.
 * - `first_facts`: the earliest fact of each identity key, be its customer known or not.
 * - `members`: what is said of each customer's own id. `customers`: summed up by canonical customer.
 *
 * Reports read the roll-ups that follow `purchases`, `leads` and `customers`. The index on times is whole: of a partial one
 * PostgreSQL believes, until it has statistics, that a customer's purchases are found through it as fast as through theirs.
 */
export const createBusiness = async (tx: Sql): Promise<void> => {
  await tx.query(`
    CREATE INDEX purchases_by_time ON purchases (occurred_at) INCLUDE (customer_id, cancelled);
    CREATE TABLE leads (
      lead_id uuid PRIMARY KEY,
      occurred_at timestamptz NOT NULL,
      channel text,
      converted boolean NOT NULL
    );
    CREATE TABLE first_facts (
      identity_key text PRIMARY KEY,
      first_at timestamptz NOT NULL,
      channel text
    );
    CREATE TABLE members (
      customer_id uuid PRIMARY KEY,
      registered_at timestamptz,
      channel text,
      type text,
      country text,
      stage text,
      segment text
    );
    CREATE TABLE customers (
      customer_id uuid PRIMARY KEY,
      first_at timestamptz NOT NULL,
      channel text,
      type text,
      country text,
      stage text,
      segment text,
      purchases integer NOT NULL,
      is_repeat_buyer boolean NOT NULL GENERATED ALWAYS AS (purchases > 1) STORED
    ) WITH (fillfactor = 80);
    CREATE INDEX ON customers (first_at);`);
  await createSalesRollUps(tx);
  await createLeadRollUps(tx);
  await createCustomerRollUps(tx);
};
