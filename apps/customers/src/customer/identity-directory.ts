import { ConcurrencyError, type Sql } from '@clientele/event-sourcing';
import type { Identity } from './customer-events.js';

/** Who holds a key. */
export interface Holder {
  readonly customerId: string;
  readonly firstSeenAt: Date;
}

/** A customer's new keys. */
export interface Claim {
  readonly customerId: string;
  readonly identities: readonly Identity[];
}

/** Key -> customer's own id, by one query; a key that nobody holds is absent. */
export const holdersOf = async (sql: Sql, keys: readonly string[]): Promise<Map<string, Holder>> => {
  if (keys.length === 0) return new Map();
  const { rows } = await sql.query<{ identity_key: string; customer_id: string; first_seen_at: Date }>(
    `SELECT k.identity_key, c.customer_id, c.first_seen_at
     FROM identity_keys k JOIN customers c USING (customer_id) WHERE k.identity_key = ANY($1::text[])`,
    [keys],
  );
  return new Map(
    rows.map((row) => [row.identity_key, { customerId: row.customer_id, firstSeenAt: row.first_seen_at }]),
  );
};

/** The sources that know each customer by an id of theirs. */
export const sourcesOf = async (sql: Sql, customerIds: readonly string[]): Promise<Map<string, Set<string>>> => {
  const sources = new Map<string, Set<string>>();
  if (customerIds.length === 0) return sources;
  const { rows } = await sql.query<{ customer_id: string; sources: string[] }>(
    `SELECT customer_id, array_agg(DISTINCT source) AS sources FROM identity_keys
     WHERE customer_id = ANY($1::uuid[]) AND source IS NOT NULL GROUP BY customer_id`,
    [customerIds],
  );
  for (const row of rows) sources.set(row.customer_id, new Set(row.sources));
  return sources;
};

/** Whom each customer went into, next first; empty where it stands alone. */
export const ancestorsOf = async (sql: Sql, customerIds: readonly string[]): Promise<Map<string, string[]>> => {
  const { rows } = await sql.query<{ start: string; ancestors: string[] }>(
    `WITH RECURSIVE up AS (
       SELECT customer_id AS start, parent_id, 1 AS step FROM customers WHERE customer_id = ANY($1::uuid[])
       UNION ALL
       SELECT up.start, c.parent_id, up.step + 1 FROM up JOIN customers c ON c.customer_id = up.parent_id
     ) CYCLE parent_id SET is_cycle USING path
     SELECT start, array_agg(parent_id ORDER BY step) FILTER (WHERE NOT is_cycle) AS ancestors
     FROM up WHERE parent_id IS NOT NULL GROUP BY start`,
    [customerIds],
  );
  const found = new Map(rows.map((row) => [row.start, row.ancestors]));
  return new Map(customerIds.map((id) => [id, found.get(id) ?? []]));
};

/** All that count for the given canonical customer, itself first. */
export const familyOf = async (sql: Sql, canonicalId: string): Promise<string[]> => {
  const { rows } = await sql.query<{ customer_id: string }>(
    `WITH RECURSIVE down (customer_id, step) AS (
       SELECT $1::uuid, 0
       UNION
       SELECT c.customer_id, down.step + 1 FROM down JOIN customers c ON c.parent_id = down.customer_id
     ) SELECT customer_id FROM down ORDER BY step, customer_id`,
    [canonicalId],
  );
  return rows.map((row) => row.customer_id);
};

/** The customer and all who ever were, by whatever merges, one with it: whose streams a look back must read. */
export const everRelatedTo = async (sql: Sql, customerId: string): Promise<string[]> => {
  const { rows } = await sql.query<{ customer_id: string }>(
    `WITH RECURSIVE related (customer_id) AS (
       SELECT $1::uuid
       UNION
       SELECT CASE WHEN m.customer_id = r.customer_id THEN m.into_id ELSE m.customer_id END
       FROM related r JOIN merges m ON r.customer_id IN (m.customer_id, m.into_id)
     ) SELECT customer_id FROM related`,
    [customerId],
  );
  return rows.map((row) => row.customer_id);
};

/** Those who went into one of these at some time. */
export const onceMergedInto = async (sql: Sql, customerIds: readonly string[]): Promise<string[]> => {
  const { rows } = await sql.query<{ customer_id: string }>(
    'SELECT DISTINCT customer_id FROM merges WHERE into_id = ANY($1::uuid[])',
    [customerIds],
  );
  return rows.map((row) => row.customer_id);
};

/**
 * Writes down new customers and keys. Call it after the append.
 * @throws ConcurrencyError where another transaction took one of the keys meanwhile: do the whole again
 */
export const claim = async (tx: Sql, claims: readonly Claim[]): Promise<void> => {
  const keys = claims.flatMap(({ customerId, identities }) =>
    identities.map(({ key, source }) => ({ key, customerId, source: source ?? null })),
  );
  if (keys.length === 0) return;
  // In one order everywhere, so that two that claim the same keys wait for each other and do not deadlock.
  const { rowCount } = await tx.query(
    `INSERT INTO identity_keys (identity_key, customer_id, source)
     SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[]) AS new (identity_key, customer_id, source)
     ORDER BY identity_key COLLATE "C" ON CONFLICT DO NOTHING`,
    [keys.map(({ key }) => key), keys.map(({ customerId }) => customerId), keys.map(({ source }) => source)],
  );
  if (rowCount !== keys.length) throw new ConcurrencyError('identity keys');
};

/** Customers with the date they were first heard of: new ones, and those heard of earlier than was known. */
export const putCustomers = async (tx: Sql, firstSeen: ReadonlyMap<string, string>): Promise<void> => {
  if (firstSeen.size === 0) return;
  await tx.query(
    `INSERT INTO customers (customer_id, first_seen_at) SELECT * FROM unnest($1::uuid[], $2::timestamptz[])
     ON CONFLICT (customer_id) DO UPDATE SET first_seen_at = excluded.first_seen_at`,
    [[...firstSeen.keys()], [...firstSeen.values()]],
  );
};
