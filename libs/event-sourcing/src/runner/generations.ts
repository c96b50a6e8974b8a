import type { View } from '../projection.js';
import type { Sql } from '../sql.js';
import { openCheckpoints } from './checkpoints.js';
import { lockSubscription, quoteName, type Generation } from './lock.js';
import type { TransactionalSql } from './transactional-sql.js';

/** Shards by source, as the view's feeds have them. */
export type Shards = ReadonlyMap<string, number>;

export interface Registered {
  readonly version: number;
  /** Version of the generation that is being built beside the serving one. */
  readonly next: number | null;
}

export interface Prepared {
  /** The generation in place has this version, so that this code can keep it up. */
  readonly isServed: boolean;
  readonly building: boolean;
}

const NAME = /^(?!pg_|public$|information_schema$)[a-z][a-z0-9_-]{0,49}$/;

export const serving = ({ name, version }: View): Generation => ({
  subscription: name,
  view: { name, version, schema: name, isNext: false },
});

export const next = ({ name, version }: View): Generation => ({
  subscription: `${name}~next`,
  view: { name, version, schema: `${name}__next`, isNext: true },
});

export const oldSchema = ({ name }: View): string => `${name}__old`;

/** Always in this order, as a swap does; a batch takes only one of the two. */
const lockBoth = async (tx: Sql, view: View): Promise<void> => {
  await lockSubscription(tx, serving(view).subscription);
  await lockSubscription(tx, next(view).subscription);
};

export const readRegistered = async (tx: Sql, { name }: View): Promise<Registered | undefined> => {
  const { rows } = await tx.query<Registered>(
    'SELECT version, next_version AS next FROM public.views WHERE name = $1 FOR UPDATE',
    [name],
  );
  return rows[0];
};

export const schemaExists = async (tx: Sql, schema: string): Promise<boolean> => {
  const { rows } = await tx.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
  return rows.length > 0;
};

/**
 * At start: creates the view where there is none. Answers whether the next generation must be built, because the
 * version differs or a rebuild was interrupted; what can go on of that stays.
 */
export const prepare = (database: TransactionalSql, view: View, shards: Shards): Promise<Prepared> => {
  if (!NAME.test(view.name)) throw new Error(`"${view.name}" cannot name a view: use a-z, 0-9 and -, at most 50.`);
  return database.transaction(async (tx) => {
    await lockBoth(tx, view);
    const registered = await readRegistered(tx, view);
    if (!registered || !(await schemaExists(tx, view.name))) {
      await createServing(tx, view, shards, registered);
      return { isServed: true, building: false };
    }
    await openCheckpoints(tx, view.name, shards);
    const building = registered.version !== view.version || registered.next !== null;
    if (building) await openNext(tx, view, shards, registered);
    return { isServed: registered.version === view.version, building };
  });
};

/** On command: joins a rebuild of this version that is under way. */
export const begin = (database: TransactionalSql, view: View, shards: Shards): Promise<void> =>
  database.transaction(async (tx) => {
    await lockBoth(tx, view);
    const registered = await readRegistered(tx, view);
    if (!registered) throw new Error(`View ${view.name} is not registered: start its runner first.`);
    await openNext(tx, view, shards, registered);
  });

/** Under both locks. */
export const forget = async (tx: Sql, subscription: string): Promise<void> => {
  await tx.query('DELETE FROM public.parked_streams WHERE subscription = $1', [subscription]);
  await tx.query('DELETE FROM public.checkpoints WHERE subscription = $1', [subscription]);
};

const createServing = async (tx: Sql, view: View, shards: Shards, registered?: Registered): Promise<void> => {
  if (!registered && (await schemaExists(tx, view.name))) {
    throw new Error(`Schema ${view.name} is there, but is no view's: rename the view, or drop the schema.`);
  }
  await dropNext(tx, view);
  await create(tx, view, serving(view), shards);
  await tx.query(
    `INSERT INTO public.views (name, version) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET version = $2, next_version = NULL, built_at = now()`,
    [view.name, view.version],
  );
};

const openNext = async (tx: Sql, view: View, shards: Shards, registered: Registered): Promise<void> => {
  const generation = next(view);
  if (registered.next === view.version && (await schemaExists(tx, `${view.name}__next`))) {
    await openCheckpoints(tx, generation.subscription, shards);
    return;
  }
  await dropNext(tx, view);
  await create(tx, view, generation, shards);
  await tx.query('UPDATE public.views SET next_version = $2 WHERE name = $1', [view.name, view.version]);
};

const dropNext = async (tx: Sql, view: View): Promise<void> => {
  await tx.query(`DROP SCHEMA IF EXISTS ${quoteName(`${view.name}__next`)} CASCADE`);
  await forget(tx, next(view).subscription);
};

const create = async (tx: Sql, view: View, generation: Generation, shards: Shards): Promise<void> => {
  const schema = generation.view!.schema;
  await tx.query(`CREATE SCHEMA ${quoteName(schema)}`);
  await forget(tx, generation.subscription);
  await tx.query(`SELECT set_config('search_path', $1, true)`, [`${quoteName(schema)}, public`]);
  await view.create(tx);
  await openCheckpoints(tx, generation.subscription, shards);
};
