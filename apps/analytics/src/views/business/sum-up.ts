import type { Sql } from '@clientele/event-sourcing';

/** Whom changes of these own ids and identity keys concern: canonical ids. */
export const concerned = async (
  tx: Sql,
  customerIds: readonly string[],
  keys: readonly string[],
): Promise<string[]> => {
  if (customerIds.length === 0 && keys.length === 0) return [];
  const { rows } = await tx.query<{ canonical_id: string }>(
    `SELECT canonical_id FROM directory_customers WHERE customer_id = ANY($1::uuid[])
     UNION
     SELECT d.canonical_id
     FROM unnest($2::text[]) AS wanted (identity_key)
     JOIN directory_keys k USING (identity_key)
     JOIN directory_customers d USING (customer_id)`,
    [customerIds, keys],
  );
  return rows.map((row) => row.canonical_id);
};

const SUM_UP = `
  WITH touched AS MATERIALIZED (SELECT unnest($1::uuid[]) AS canonical_id),
  grouped AS MATERIALIZED (SELECT t.canonical_id, d.customer_id FROM touched t JOIN directory_customers d USING (canonical_id)),
  facts AS (
    SELECT g.canonical_id, f.first_at, f.channel
    FROM grouped g JOIN directory_keys k USING (customer_id) JOIN first_facts f USING (identity_key)
    UNION ALL
    SELECT g.canonical_id, m.registered_at, m.channel
    FROM grouped g JOIN members m USING (customer_id) WHERE m.registered_at IS NOT NULL
  ),
  firsts AS MATERIALIZED (
    SELECT DISTINCT ON (canonical_id) canonical_id, first_at, channel
    FROM facts ORDER BY canonical_id, first_at, channel COLLATE "C" NULLS LAST
  ),
  said AS (
    SELECT g.canonical_id,
           coalesce(min(m.type) FILTER (WHERE g.customer_id = g.canonical_id), min(m.type)) AS type,
           coalesce(min(m.country) FILTER (WHERE g.customer_id = g.canonical_id), min(m.country)) AS country,
           min(m.stage) FILTER (WHERE g.customer_id = g.canonical_id) AS stage,
           min(m.segment) FILTER (WHERE g.customer_id = g.canonical_id) AS segment
    FROM grouped g JOIN members m USING (customer_id) GROUP BY g.canonical_id
  ),
  bought AS (
    SELECT p.customer_id AS canonical_id, count(*)::int AS purchases
    FROM touched t JOIN purchases p ON p.customer_id = t.canonical_id
    WHERE NOT p.cancelled GROUP BY p.customer_id
  ),
  gone AS (
    DELETE FROM customers c USING touched t
    WHERE c.customer_id = t.canonical_id
      AND NOT EXISTS (SELECT FROM firsts WHERE firsts.canonical_id = t.canonical_id)
  )
  INSERT INTO customers (customer_id, first_at, channel, type, country, stage, segment, purchases)
  SELECT f.canonical_id, f.first_at, f.channel, s.type, s.country, s.stage, s.segment, coalesce(b.purchases, 0)
  FROM firsts f LEFT JOIN said s USING (canonical_id) LEFT JOIN bought b USING (canonical_id)
  ON CONFLICT (customer_id) DO UPDATE
  SET first_at = excluded.first_at, channel = excluded.channel, type = excluded.type, country = excluded.country,
      stage = excluded.stage, segment = excluded.segment, purchases = excluded.purchases`;

/**
 * Sums up anew the customers given. Each counts from the earliest fact of all who are one with it, and by that fact's
 * channel; what it is itself goes before what those merged into it are.
 */
export const sumUp = async (tx: Sql, customerIds: Iterable<string>): Promise<void> => {
  const ids = [...customerIds];
  if (ids.length > 0) await tx.query(SUM_UP, [ids]);
};

/** Where these customers stand now, and no more: what `sumUp` would come to where only that has changed. */
export const restand = async (tx: Sql, customerIds: readonly string[]): Promise<void> => {
  if (customerIds.length === 0) return;
  await tx.query(
    `UPDATE customers c SET stage = m.stage, segment = m.segment
     FROM members m WHERE c.customer_id = m.customer_id AND m.customer_id = ANY($1::uuid[])`,
    [customerIds],
  );
};
