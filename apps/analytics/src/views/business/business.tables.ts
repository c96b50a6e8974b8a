import type { Sql } from '@clientele/event-sourcing';

/**
 * - `leads`: one row a fact; whose they are does not matter here.
 * - `first_facts`: the earliest fact of each identity key, be its customer known or not.
 * - `members`: what is said of each customer's own id. `customers`: summed up by canonical customer.
 */
export const createBusiness = async (tx: Sql): Promise<void> => {
  await tx.query(`
    CREATE INDEX ON purchases (occurred_at);
    CREATE TABLE leads (
      lead_id uuid PRIMARY KEY,
      occurred_at timestamptz NOT NULL,
      channel text,
      converted boolean NOT NULL
    );
    CREATE INDEX ON leads (occurred_at);
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
      purchases integer NOT NULL
    );
    CREATE INDEX ON customers (first_at);`);
};
