import pg from 'pg';
import type { Bench } from '../harness/bench.ts';
import type { Product, Service } from '../product/product.ts';
import { filledProduct, type How } from './filled-product.ts';

const VIEWS = { interactions: 'timeline', segmentation: 'value', analytics: 'business', customers: 'profile' } as const;
const SAMPLE = { customers: 400, facts: 2_000 };

/** Views that were filled by SQL have the rows that the product makes of the same events. @throws Error that names the table */
export const checkFill = async (bench: Bench): Promise<void> => {
  const [sql, product] = [await digestsOf(bench, 'by SQL'), await digestsOf(bench, 'by the product')];
  const other = Object.keys(product).filter((table) => sql[table] !== product[table]);
  if (other.length > 0)
    throw new Error(`Filled by SQL, these are not what the product makes of the same: ${other.join(', ')}.`);
  bench.progress.say(`${Object.keys(product).length} tables filled by SQL are those that the product makes`);
};

const digestsOf = async (bench: Bench, how: How): Promise<Record<string, string>> => {
  const { product } = await filledProduct(bench, SAMPLE, how);
  try {
    const views = Object.entries(VIEWS) as [Service, string][];
    return Object.assign(
      {},
      ...(await Promise.all(views.map(([service, view]) => digestsOfView(product, service, view)))),
    );
  } finally {
    await product.stop();
  }
};

const digestsOfView = async (product: Product, service: Service, view: string): Promise<Record<string, string>> => {
  const client = new pg.Client({ connectionString: product.databaseUrl(service) });
  await client.connect();
  try {
    const digests: Record<string, string> = {};
    const { rows } = await client.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 AND tablename <> 'changed_customers'",
      [view],
    );
    for (const { name } of rows) {
      const table = `${view}.${client.escapeIdentifier(name)}`;
      const digest = await client.query<{ digest: string }>(
        `SELECT count(*) || ' ' || md5(coalesce(string_agg(row, ' ' ORDER BY row), '')) AS digest
         FROM (SELECT t::text COLLATE "C" AS row FROM ${table} t) r`,
      );
      digests[table] = digest.rows[0]!.digest;
    }
    return digests;
  } finally {
    await client.end();
  }
};
