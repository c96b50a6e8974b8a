import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '@clientele/platform';
import { readBy, testDatabase, type TestDatabase, viewInHand } from '@clientele/testing';
import { GetMembers, GetMembersHandler } from './members.query.js';
import { GetRfm, GetRfmHandler } from './rfm.query.js';
import { ValueView } from './value.projection.js';

/** So many that a page of a rare segment ends behind what is walked through. */
const CUSTOMERS = 13_000;

describe('members of segments among many customers', () => {
  let database: TestDatabase;
  let sql: Database;
  beforeAll(async () => {
    database = await testDatabase();
    sql = new Database(undefined as unknown as Database['dataSource'], database.pool);
    await viewInHand(database.pool, new ValueView());
    await database.pool.query(`
      INSERT INTO value.summaries (customer_id, purchases, first_at, last_at)
      SELECT lpad(to_hex(n), 32, '0')::uuid, 1 + n * 7919 % 5, '2020-01-01', '2021-01-01'::date + n * interval '1 hour'
      FROM generate_series(1, ${CUSTOMERS}) n;
      INSERT INTO value.spending (customer_id, currency, purchases, amount, all_purchases, last_at)
      SELECT customer_id, CASE WHEN n % 1000 = 0 THEN 'CHF' WHEN n % 4 = 0 THEN 'EUR' ELSE 'USD' END,
             purchases, n * 7907 % 10007 - 5, purchases, last_at
      FROM (SELECT *, row_number() OVER (ORDER BY customer_id) AS n FROM value.summaries) numbered;`);
    await database.pool.query('VACUUM ANALYZE');
  });
  afterAll(() => database.close());

  const idsOf = async (segment: string, currency: string): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await new GetMembersHandler(sql).execute(
        new GetMembers(segment, { currency }, { limit: 700, cursor }),
      );
      ids.push(...page.items.map((item) => item.customerId));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return ids;
  };

  it.each(['USD', 'EUR', 'CHF', 'JPY'])(
    'are as many as the grid has, each once and in order (%s)',
    async (currency) => {
      const { segments } = await new GetRfmHandler(sql).execute(new GetRfm({ currency }));
      for (const { name, customers } of segments) {
        const ids = await idsOf(name, currency);
        expect([name, ids.length]).toEqual([name, customers]);
        expect(ids).toEqual([...new Set(ids)].sort());
      }
      expect(segments.reduce((sum, { customers }) => sum + customers, 0)).toBe(CUSTOMERS);
    },
  );

  it('are not sought among those who spent nothing, where only spending leads there', async () => {
    const read = await readBy(
      "schemaname = 'value' AND relname IN ('summaries', 'spending')",
      async () => expect(await idsOf('champions', 'JPY')).toEqual([]),
      database.pool,
    );
    expect(read).toBeLessThan(CUSTOMERS / 2);
  });
});
