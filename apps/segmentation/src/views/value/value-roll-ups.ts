import type { Sql } from '@clientele/event-sourcing';
import { addTo, dayOf, followTable } from '@clientele/platform';

/**
 * How many customers have a value, for scores are places among all. Times and amounts are counted roughly and, within that,
 * more finely, so that neither the rows that are read of a roll-up nor the customers that one of them stands for are many:
 *
 * - `summaries_by_day`: by the day (UTC) of the last purchase, and by how many there are; `summaries_by_hour`: by its hour.
 * - `spending_by_band`: by the first two digits of what they spent in a currency; `spending_by_step`: by the first four.
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
    CREATE TABLE summaries_by_hour (
      hour timestamptz PRIMARY KEY,
      customers integer NOT NULL
    ) WITH (fillfactor = 50);
    CREATE TABLE spending_by_band (
      currency text,
      band numeric,
      customers integer NOT NULL,
      PRIMARY KEY (currency, band)
    ) WITH (fillfactor = 50);
    CREATE TABLE spending_by_step (
      currency text,
      band numeric,
      step numeric,
      customers integer NOT NULL,
      PRIMARY KEY (currency, band, step)
    ) WITH (fillfactor = 50);
    CREATE TABLE spending_by_currency (
      currency text PRIMARY KEY,
      customers integer NOT NULL,
      purchases integer NOT NULL,
      amount numeric NOT NULL
    ) WITH (fillfactor = 50);`);
  const times = ['last_at', 'purchases'];
  await followTable(tx, { table: 'summaries', columns: times }, (changes) => addDays(changes) + addHours(changes));
  const columns = ['currency', 'step', 'purchases', 'amount'];
  await followTable(
    tx,
    { table: 'spending', columns },
    (changes) => addBands(changes) + addSteps(changes) + addCurrencies(changes),
  );
};

/**
 * SQL: an amount cut to its first digits. Of two amounts the greater one never has the lesser. A minus counts as a digit, and
 * so does the 0 before a point.
 */
const cutTo = (digits: number, amount: string): string =>
  `trim_scale(trunc(${amount}, ${digits} - length(trunc(${amount})::text)))`;

/** SQL: the band that an amount, or its step, lies in. */
export const bandOf = (amount: string): string => cutTo(2, amount);

/** SQL: the step within its band that an amount lies in. */
export const stepOf = (amount: string): string => cutTo(4, amount);

/** SQL: when a day (UTC) begins. */
export const beginOf = (day: string): string => `${day}::timestamp AT TIME ZONE 'UTC'`;

/** SQL: whether a time lies in a day (UTC). */
export const isOfDay = (time: string, day: string): string =>
  `${time} >= ${beginOf(day)} AND ${time} < ${beginOf(`(${day} + 1)`)}`;

/** SQL: the hour (UTC) of a time. */
export const hourOf = (time: string): string => `date_trunc('hour', ${time}, 'UTC')`;

const addDays = (changes: string): string =>
  addTo({
    to: 'summaries_by_day',
    key: ['day', 'purchases'],
    sums: ['customers'],
    rows: `SELECT ${dayOf('last_at')}, purchases, sum(sign) FROM (${changes}) changes GROUP BY 1, 2 HAVING sum(sign) <> 0`,
  });

const addHours = (changes: string): string =>
  addTo({
    to: 'summaries_by_hour',
    key: ['hour'],
    sums: ['customers'],
    rows: `SELECT ${hourOf('last_at')}, sum(sign) FROM (${changes}) changes GROUP BY 1 HAVING sum(sign) <> 0`,
  });

const addBands = (changes: string): string =>
  addTo({
    to: 'spending_by_band',
    key: ['currency', 'band'],
    sums: ['customers'],
    rows: `SELECT currency, ${bandOf('step')}, sum(sign) FROM (${changes}) changes GROUP BY 1, 2 HAVING sum(sign) <> 0`,
  });

const addSteps = (changes: string): string =>
  addTo({
    to: 'spending_by_step',
    key: ['currency', 'band', 'step'],
    sums: ['customers'],
    rows: `
      SELECT currency, ${bandOf('step')}, step, sum(sign)
      FROM (${changes}) changes GROUP BY 1, 2, 3 HAVING sum(sign) <> 0`,
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
