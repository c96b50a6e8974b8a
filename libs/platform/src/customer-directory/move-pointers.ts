import type { Sql } from '@clientele/event-sourcing';
import { canonicalId } from './canonical-id.js';

/** A customer that counts for `to` now and counted for `from` before; its own id where it stands alone. */
export interface MovedCustomer {
  readonly customerId: string;
  readonly from: string;
  readonly to: string;
}

/** Sets whom customers went into, and the canonical ids of the trees concerned, and of these only. */
export const movePointers = async (tx: Sql, parents: ReadonlyMap<string, string | null>): Promise<MovedCustomer[]> => {
  const { rows } = await tx.query<{ customer_id: string }>(
    `UPDATE directory_customers c SET parent_id = p.parent_id
     FROM unnest($1::uuid[], $2::uuid[]) AS p (customer_id, parent_id)
     WHERE c.customer_id = p.customer_id AND c.parent_id IS DISTINCT FROM p.parent_id
     RETURNING c.customer_id`,
    [[...parents.keys()], [...parents.values()]],
  );
  if (rows.length === 0) return [];
  const changed = rows.map((row) => row.customer_id);
  const above = await chainsAbove(tx, changed);
  return setCanonical(
    tx,
    changed,
    changed.map((id) => canonicalId(id, above)),
  );
};

/** UNION drops what was seen, so a cycle ends the climb. */
const chainsAbove = async (tx: Sql, customerIds: readonly string[]): Promise<Map<string, string>> => {
  const { rows } = await tx.query<{ customer_id: string; parent_id: string }>(
    `WITH RECURSIVE above AS (
       SELECT customer_id, parent_id FROM directory_customers WHERE customer_id = ANY($1::uuid[])
       UNION
       SELECT c.customer_id, c.parent_id FROM above JOIN directory_customers c ON c.customer_id = above.parent_id
     )
     SELECT customer_id, parent_id FROM above WHERE parent_id IS NOT NULL`,
    [customerIds],
  );
  return new Map(rows.map((row) => [row.customer_id, row.parent_id]));
};

/** All below a customer share its canonical id, in a cycle too. */
const setCanonical = async (
  tx: Sql,
  customerIds: readonly string[],
  canonicalIds: readonly string[],
): Promise<MovedCustomer[]> => {
  const { rows } = await tx.query<MovedCustomer>(
    `WITH RECURSIVE below (customer_id, canonical_id) AS (
       SELECT * FROM unnest($1::uuid[], $2::uuid[])
       UNION
       SELECT c.customer_id, below.canonical_id FROM below JOIN directory_customers c ON c.parent_id = below.customer_id
     ), moved AS (
       SELECT c.customer_id, c.canonical_id AS old_id, below.canonical_id AS new_id
       FROM below JOIN directory_customers c USING (customer_id)
       WHERE c.canonical_id <> below.canonical_id
     )
     UPDATE directory_customers c SET canonical_id = moved.new_id FROM moved WHERE c.customer_id = moved.customer_id
     RETURNING c.customer_id AS "customerId", moved.old_id AS "from", moved.new_id AS "to"`,
    [customerIds, canonicalIds],
  );
  return rows;
};
