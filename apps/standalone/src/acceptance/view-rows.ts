import pg from 'pg';

const VIEWS: Readonly<Record<string, string>> = {
  clientele_intake: 'intake',
  clientele_customers: 'customers',
  clientele_interactions: 'interactions',
  clientele_segmentation: 'segmentation',
  clientele_analytics: 'analytics',
};

/** A table's rows as text, in an order that does not depend on how they came in. */
const rowsOf = async (client: pg.Client, schema: string, table: string): Promise<string> => {
  const { rows } = await client.query<{ digest: string; count: string }>(
    `SELECT md5(coalesce(string_agg(row, E'\\n' ORDER BY row), '')) AS digest, count(*) AS count
     FROM (SELECT t::text COLLATE "C" AS row FROM ${client.escapeIdentifier(schema)}.${client.escapeIdentifier(table)} t) r`,
  );
  return `${rows[0]!.count} rows, ${rows[0]!.digest}`;
};

const rowsOfDatabase = async (server: string, database: string): Promise<Record<string, string>> => {
  const url = new URL(server);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    const { rows } = await client.query<{ schema: string; table: string }>(
      `SELECT t.table_schema AS schema, t.table_name AS table
       FROM information_schema.tables t JOIN public.views v ON v.name = t.table_schema
       WHERE t.table_type = 'BASE TABLE' AND t.table_name <> 'changed_customers' ORDER BY 1, 2`,
    );
    const digests: Record<string, string> = {};
    for (const { schema, table } of rows)
      digests[`${database}.${schema}.${table}`] = await rowsOf(client, schema, table);
    return digests;
  } finally {
    await client.end();
  }
};

/** Number and digest of the rows of every table of every view, but who waits to be placed, by `database.view.table`. */
export const rowsOfAllViews = async (server: string): Promise<Record<string, string>> => {
  const all = await Promise.all(Object.keys(VIEWS).map((database) => rowsOfDatabase(server, database)));
  return Object.assign({}, ...all) as Record<string, string>;
};

interface Status {
  readonly subscriptions: readonly { name: string; kind: 'view' | 'reaction'; rebuilding?: object }[];
  readonly caughtUp: boolean;
}

/** Every view of every service: `service` and `view`. */
export const viewsOf = async (get: (path: string) => Promise<Status>): Promise<{ service: string; view: string }[]> => {
  const found = await Promise.all(
    Object.values(VIEWS).map(async (service) => {
      const { subscriptions } = await get(`/${service}/v1/operations/status`);
      return subscriptions.filter(({ kind }) => kind === 'view').map(({ name }) => ({ service, view: name }));
    }),
  );
  return found.flat();
};

/** Whether no service is rebuilding any more and all have caught up. */
export const isSettled = async (get: (path: string) => Promise<Status>): Promise<boolean> => {
  for (const service of Object.values(VIEWS)) {
    const { caughtUp, subscriptions } = await get(`/${service}/v1/operations/status`);
    if (!caughtUp || subscriptions.some(({ rebuilding }) => rebuilding)) return false;
  }
  return true;
};
