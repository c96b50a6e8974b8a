import type { Sql } from '@clientele/event-sourcing';
import { addTo, dayOf, followTable } from '@clientele/platform';

/** `leads_by_day`: leads and how many of them converted. */
export const createLeadRollUps = async (tx: Sql): Promise<void> => {
  await tx.query(`
    CREATE TABLE leads_by_day (
      day date NOT NULL,
      channel text,
      leads integer NOT NULL,
      converted integer NOT NULL
    ) WITH (fillfactor = 50);
    CREATE UNIQUE INDEX ON leads_by_day (day, (coalesce(channel, '')), (channel IS NULL));`);
  await followTable(tx, { table: 'leads', columns: ['occurred_at', 'channel', 'converted'] }, (changes) =>
    addTo({
      to: 'leads_by_day',
      key: ['day', 'channel'],
      conflict: `day, coalesce(channel, ''), (channel IS NULL)`,
      sums: ['leads', 'converted'],
      rows: `
        SELECT ${dayOf('occurred_at')}, channel, sum(sign), sum(sign * converted::int)
        FROM (${changes}) changes GROUP BY 1, 2 HAVING sum(sign) <> 0 OR sum(sign * converted::int) <> 0`,
    }),
  );
};
