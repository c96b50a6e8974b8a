import type { Sql } from '@clientele/event-sourcing';
import { addTo, dayOf, followTable } from '@clientele/platform';

/**
 * How many customers have a value, for scores are places among all:
 *
 * - `summaries_by_day`: by the day (UTC) of the last purchase, and by how many there are.
 * - `spending_by_amount`: by what they spent in a currency, in steps of two digits ({@link stepOf}).
 * - `spending_by_currency`: purchases of known customers, and what is left of their amounts.
 */
export const createValueRollUps = async (tx: Sql): Promise<void> => {
  await tx.query(`
    CREATE TABLE summaries_by_day (
      day date,
      purchases integer,
      customers integer NOT NULL,
      PRIMARY KEY (day, purchases)
    ) WITH (fillfactor = 50);
    CREATE TABLE spending_by_amount (
      currency text,
      step numeric,
      customers integer NOT NULL,
      PRIMARY KEY (currency, step)
    ) WITH (fillfactor = 50);
    CREATE TABLE spending_by_currency (
      currency text PRIMARY KEY,
      customers integer NOT NULL,
      purchases integer NOT NULL,
      amount numeric NOT NULL
    ) WITH (fillfactor = 50);`);
  await followTable(tx, { table: 'summaries', columns: ['last_at', 'purchases'] }, addDays);
  const columns = ['currency', 'step', 'purchases', 'amount'];
  await followTable(tx, { table: 'spending', columns }, (changes) => addSteps(changes) + addCurrencies(changes));
};

/** SQL: an amount cut to its first two digits. Of two amounts the greater one never has the lesser step. */
export const stepOf = (amount: string): string => `trim_scale(trunc(${amount}, 2 - length(trunc(${amount})::text)))`;

const addDays = (changes: string): string =>
  addTo({
    to: 'summaries_by_day',
    key: ['day', 'purchases'],
    sums: ['customers'],
    rows: `SELECT ${dayOf('last_at')}, purchases, sum(sign) FROM (${changes}) changes GROUP BY 1, 2 HAVING sum(sign) <> 0`,
  });

const addSteps = (changes: string): string =>
  addTo({
    to: 'spending_by_amount',
    key: ['currency', 'step'],
    sums: ['customers'],
    rows: `SELECT currency, step, sum(sign) FROM (${changes}) changes GROUP BY 1, 2 HAVING sum(sign) <> 0`,
  });

const addCurrencies = (changes: string): string =>
  addTo({
    to: 'spending_by_currency',
    key: ['currency'],
    sums: ['customers', 'purchases', 'amount'],
    rows: `
      SELECT currency, sum(sign), sum(sign * purchases), trim_scale(sum(sign * amount))
      FROM (${changes}) changes GROUP BY 1`,
  });
