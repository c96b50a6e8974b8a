import type { Cluster } from '@clientele/cluster';
import pg from 'pg';

export type Service = Cluster['replicas'][number]['service'];

export const SERVICES = [
  'intake',
  'customers',
  'interactions',
  'segmentation',
  'analytics',
] as const satisfies Service[];

/** Milliseconds. */
const LIMITS = { connectionTimeoutMillis: 30_000, query_timeout: 60_000 };

/** The product as it is asked after a fault: over its one port, and where that is too coarse by SQL. */
export class Product {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** @throws Error where it is refused */
  async get<T>(path: string): Promise<T> {
    return getFrom<T>(this.#cluster.url, path);
  }

  /** All items of a list, page by page. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let cursor = ''; ;) {
      const page = await this.get<{ items: T[]; next: string | null }>(
        `${path}${path.includes('?') ? '&' : '?'}limit=500${cursor}`,
      );
      items.push(...page.items);
      if (page.next === null) return items;
      cursor = `&cursor=${encodeURIComponent(page.next)}`;
    }
  }

  async sql<Row extends pg.QueryResultRow>(service: Service, text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.#cluster.databaseUrl(service), ...LIMITS });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }
}

/** @throws Error where it is refused, or not answered within half a minute */
export const getFrom = async <T>(url: string, path: string): Promise<T> => {
  const response = await fetch(url + path, { signal: AbortSignal.timeout(30_000) });
  const body = await response.text();
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${body}`);
  return JSON.parse(body) as T;
};
