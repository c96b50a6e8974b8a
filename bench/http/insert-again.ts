import pg from 'pg';
import { connect } from '../harness/connect.ts';
import { SERVICES, type Product } from '../product/product.ts';

const ROWS = 500;
const quoted = (name: string): string => pg.escapeIdentifier(name);

interface Table {
  readonly schema: string;
  readonly name: string;
}

/**
 * The rows of all tables of all services, inserted into empty tables with the same columns and indexes, 500 a statement
 * and a commit each: what writing down all that the product did costs at least. Answers the seconds of the INSERTs alone.
 */
export const insertAgain = async (product: Product): Promise<{ rows: number; seconds: number }> => {
  const sums = { rows: 0, seconds: 0 };
  for (const service of SERVICES) {
    const source = await connect(product.databaseUrl(service));
    try {
      for (const table of await tablesOf(source)) {
        const { rows, seconds } = await again(source, table);
        sums.rows += rows;
        sums.seconds += seconds;
      }
    } finally {
      await source.end();
    }
  }
  return sums;
};

const tablesOf = async (client: pg.Client): Promise<Table[]> => {
  const { rows } = await client.query<Table>(`
    SELECT schemaname AS schema, tablename AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'again') ORDER BY 1, 2`);
  return rows;
};

/** Beside the table itself, since its column types may be of its own database. */
const again = async (client: pg.Client, { schema, name }: Table): Promise<{ rows: number; seconds: number }> => {
  const table = `${quoted(schema)}.${quoted(name)}`;
  const copy = `again.${quoted(`${schema}_${name}`)}`;
  await client.query(`CREATE SCHEMA IF NOT EXISTS again; CREATE TABLE ${copy} (LIKE ${table} INCLUDING ALL)`);
  const columns = await writableColumns(client, schema, name);
  const pages = await pagesOf(client, table);
  const insert = `INSERT INTO ${copy} (${columns}) OVERRIDING SYSTEM VALUE
    SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1)`;
  const begun = performance.now();
  let rows = 0;
  for (const page of pages) rows += (await client.query(insert, [page])).rowCount ?? 0;
  const seconds = (performance.now() - begun) / 1_000;
  await client.query(`DROP TABLE ${copy}`);
  return { rows, seconds };
};

/** Not those that PostgreSQL computes. */
const writableColumns = async (client: pg.Client, schema: string, name: string): Promise<string> => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = $1 AND table_name = $2 AND is_generated = 'NEVER' ORDER BY ordinal_position`,
    [schema, name],
  );
  return rows.map((row) => quoted(row.name)).join(', ');
};

/** As JSON texts of 500 rows each. */
const pagesOf = async (client: pg.Client, table: string): Promise<string[]> => {
  const { rows } = await client.query<{ page: string }>(`
    SELECT jsonb_agg(row)::text AS page
    FROM (SELECT to_jsonb(t) AS row, (row_number() OVER () - 1) / ${ROWS} AS page FROM ${table} t) numbered
    GROUP BY page ORDER BY page`);
  return rows.map(({ page }) => page);
};
