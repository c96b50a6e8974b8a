import type { Sql } from '@clientele/event-sourcing';
import { quoteSchema } from './quote-schema.js';

/** Own ids of all customers that count for the given canonical one, itself among them. */
export const memberIds = async (sql: Sql, schema: string, canonicalId: string): Promise<string[]> => {
  const { rows } = await sql.query<{ customer_id: string }>(
    `SELECT customer_id FROM ${quoteSchema(schema)}.directory_customers WHERE canonical_id = $1`,
    [canonicalId],
  );
  return rows.map((row) => row.customer_id);
};
