import type { Sql } from '@clientele/event-sourcing';
import { addTo, dayOf, followTable } from '@clientele/platform';

/** What customers are told apart by. */
export const TRAITS = ['channel', 'country', 'stage', 'segment', 'type'] as const;
export type Trait = (typeof TRAITS)[number];

/**
 * By when customers came first:
 *
 * - `customers_by_day`: how many, and how many of them have bought more than once.
 * - `customers_by_trait`: how many of a month are what. By day it would have nearly a row for each customer.
 */
export const createCustomerRollUps = async (tx: Sql): Promise<void> => {
  await tx.query(`
    CREATE TABLE customers_by_day (
      day date PRIMARY KEY,
      customers integer NOT NULL,
      repeat_buyers integer NOT NULL
    ) WITH (fillfactor = 50);
    CREATE TABLE customers_by_trait (
      month date NOT NULL,
      trait text NOT NULL,
      value text,
      customers integer NOT NULL
    ) WITH (fillfactor = 50);
    CREATE UNIQUE INDEX ON customers_by_trait (trait, month, (coalesce(value, '')), (value IS NULL));`);
  await followTable(tx, CUSTOMERS, (changes) => addDays(changes) + addTraits(changes));
};

const CUSTOMERS = {
  table: 'customers',
  columns: ['first_at', 'is_repeat_buyer', ...TRAITS],
} as const;

const addDays = (changes: string): string =>
  addTo({
    to: 'customers_by_day',
    key: ['day'],
    sums: ['customers', 'repeat_buyers'],
    rows: `
      SELECT ${dayOf('first_at')}, sum(sign), sum(sign * is_repeat_buyer::int) FROM (${changes}) changes
      GROUP BY 1 HAVING sum(sign) <> 0 OR sum(sign * is_repeat_buyer::int) <> 0`,
  });

const addTraits = (changes: string): string =>
  addTo({
    to: 'customers_by_trait',
    key: ['month', 'trait', 'value'],
    conflict: `trait, month, coalesce(value, ''), (value IS NULL)`,
    sums: ['customers'],
    rows: `
      SELECT date_trunc('month', first_at AT TIME ZONE 'UTC')::date, trait, value, sum(sign)
      FROM (${changes}) changes CROSS JOIN LATERAL (VALUES ${TRAITS.map((trait) => `('${trait}', ${trait})`).join(', ')}) t (trait, value)
      GROUP BY 1, 2, 3 HAVING sum(sign) <> 0`,
  });
