import type { Cluster } from '@clientele/cluster';
import pg from 'pg';
import { SERVICES, type Product, type Service } from '../product.ts';
import { untilSettled } from '../settled.ts';
import { compareFigures, type Finding } from './finding.ts';

interface View {
  readonly service: Service;
  readonly name: string;
}

/** A view that is built anew from history comes to the same rows as the one that lived through the fault. */
export const checkRebuilds = async (cluster: Cluster, product: Product, patience?: number): Promise<Finding[]> => {
  const views = (await Promise.all(SERVICES.map((service) => viewsOf(product, service)))).flat();
  const served = await digestsOf(product, views);
  for (const view of views) await rebuild(cluster, view);
  await untilSettled(cluster, patience);
  const rebuilt = await digestsOf(product, views);
  return views.flatMap(({ service, name }, at) =>
    compareFigures(`${service}: ${name}, rebuilt`, served[at], rebuilt[at]),
  );
};

const viewsOf = async (product: Product, service: Service): Promise<View[]> =>
  (await product.sql<{ name: string }>(service, 'SELECT name FROM views ORDER BY name')).map(({ name }) => ({
    service,
    name,
  }));

const rebuild = async ({ url }: Cluster, { service, name }: View): Promise<void> => {
  const path = `/${service}/v1/operations/views/${name}/rebuild`;
  const answer = await fetch(url + path, { method: 'POST' });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
};

const digestsOf = (product: Product, views: readonly View[]): Promise<object[]> =>
  Promise.all(views.map((view) => digestOf(product, view)));

/**
 * By table, how many rows it has, and a sum of them that does not depend on the order in which they came in. Not of who
 * waits to be placed: they are taken out meanwhile.
 */
const digestOf = async (product: Product, { service, name }: View): Promise<object> => {
  const tables = await product.sql<{ table: string }>(
    service,
    `SELECT table_name AS table FROM information_schema.tables
     WHERE table_schema = $1 AND table_type = 'BASE TABLE' AND table_name <> 'changed_customers' ORDER BY 1`,
    [name],
  );
  const digests: Record<string, string> = {};
  for (const { table } of tables) {
    const place = `${pg.escapeIdentifier(name)}.${pg.escapeIdentifier(table)}`;
    const [row] = await product.sql<{ digest: string }>(
      service,
      `SELECT count(*) || ' rows, ' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS digest FROM ${place} t`,
    );
    digests[table] = row!.digest;
  }
  return digests;
};
