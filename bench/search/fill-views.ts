import pg from 'pg';
import type { Progress } from '../harness/progress.ts';
import { databaseUrlOn, type Service } from '../product/product.ts';
import { BUSINESS, CORRECTIONS, DIRECTORY, TIMELINE, VALUE } from './view-sql.ts';

const STORES = ['intake', 'customers', 'interactions'] as const;

/** What is made in a service's database, and which subscriptions have then seen all of which stores. */
interface Made {
  readonly service: Service;
  readonly statements: readonly string[];
  readonly seen: Readonly<Record<string, readonly Service[]>>;
}

const MADE: readonly Made[] = [
  { service: 'intake', statements: [], seen: { rejected: ['intake'] } },
  {
    service: 'interactions',
    statements: [...DIRECTORY, ...CORRECTIONS, ...TIMELINE].map((sql) => `SET search_path = timeline, public; ${sql}`),
    seen: { timeline: STORES, tasks: ['interactions'] },
  },
  {
    service: 'segmentation',
    statements: [...DIRECTORY, ...CORRECTIONS, ...VALUE].map((sql) => `SET search_path = value, public; ${sql}`),
    seen: { value: STORES },
  },
  {
    service: 'analytics',
    statements: [...DIRECTORY, ...CORRECTIONS, ...BUSINESS].map((sql) => `SET search_path = business, public; ${sql}`),
    seen: { business: STORES },
  },
];

/**
 * Makes the views of what stands in the stores by one statement a table, which takes minutes where the product takes the
 * better part of an hour. That it is the same to the last row, `checkFill` sees. Left to the product itself are the
 * profiles, which are made by code, and where customers stand.
 */
export const fillViews = async (serverUrl: string, progress: Progress): Promise<void> => {
  for (const { service, statements, seen } of MADE) {
    const client = new pg.Client({ connectionString: databaseUrlOn(serverUrl, service) });
    await client.connect();
    try {
      await client.query("SET synchronous_commit = off; SET work_mem = '256MB'");
      await reachStores(client, serverUrl);
      for (const statement of statements) {
        progress.say(`${service}: ${/(?:INTO|TABLE|ANALYZE) ([\w.]+)/.exec(statement)?.[1] ?? ''}`);
        await client.query(statement);
      }
      for (const [subscription, stores] of Object.entries(seen))
        for (const store of stores) await haveSeen(client, subscription, store);
      await client.query('DROP SCHEMA made_up CASCADE; DROP EXTENSION postgres_fdw CASCADE');
    } finally {
      await client.end();
    }
  }
};

/** As foreign tables `made_up.intake` ... */
const reachStores = async (client: pg.Client, serverUrl: string): Promise<void> => {
  await client.query('CREATE EXTENSION postgres_fdw; CREATE SCHEMA made_up');
  for (const store of STORES) {
    const { hostname, port, username, password, pathname } = new URL(databaseUrlOn(serverUrl, store));
    const text = (value: string): string => client.escapeLiteral(decodeURIComponent(value));
    await client.query(`
      CREATE SERVER ${store} FOREIGN DATA WRAPPER postgres_fdw
        OPTIONS (host ${text(hostname)}, port ${text(port)}, dbname ${text(pathname.slice(1))}, fetch_size '20000');
      CREATE USER MAPPING FOR CURRENT_USER SERVER ${store} OPTIONS (user ${text(username)}, password ${text(password)});
      CREATE FOREIGN TABLE made_up.${store} (shard smallint, sequence bigint, stream text, type text, data jsonb)
        SERVER ${store} OPTIONS (schema_name 'public', table_name 'events')`);
  }
};

const haveSeen = async (client: pg.Client, subscription: string, store: string): Promise<void> => {
  await client.query(
    `INSERT INTO public.checkpoints (subscription, source, shard, sequence)
     SELECT $1, $2, shard, max(sequence) FROM made_up.${store} GROUP BY shard
     ON CONFLICT (subscription, source, shard) DO UPDATE SET sequence = excluded.sequence`,
    [subscription, store],
  );
};
