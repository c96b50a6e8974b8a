import type { View } from '../projection.js';
import type { Sql } from '../sql.js';
import { distance, readCheckpoints, type Checkpoints } from './checkpoints.js';
import { forget, next, oldSchema, readRegistered, schemaExists } from './generations.js';
import { lockSubscription, quoteName } from './lock.js';
import type { TransactionalSql } from './transactional-sql.js';

/** `gone`: another process swapped already, or began anew. */
export type Swapped = 'swapped' | 'not-yet' | 'gone';

/**
 * Puts the next generation in the serving one's place, in one transaction. The serving one stands still from the first
 * lock on, so that the next one, which works on, must pass it: `untilMoved` waits for that and says when to give up.
 */
export const swap = (database: TransactionalSql, view: View, untilMoved: () => Promise<boolean>): Promise<Swapped> =>
  database.transaction(async (tx) => {
    const nextName = next(view).subscription;
    await lockSubscription(tx, view.name);
    const registered = await readRegistered(tx, view);
    if (registered?.next !== view.version || !(await schemaExists(tx, `${view.name}__next`))) return 'gone';
    if (await schemaExists(tx, oldSchema(view))) return 'not-yet';
    const served = await readCheckpoints(tx, view.name);
    while (!(await hasPassed(tx, nextName, served))) {
      if (!(await untilMoved())) return 'not-yet';
    }
    await lockSubscription(tx, nextName);
    if (!(await hasPassed(tx, nextName, served))) return 'not-yet';
    await rename(tx, view);
    return 'swapped';
  });

const hasPassed = async (tx: Sql, nextName: string, served: Checkpoints): Promise<boolean> => {
  const reached = await readCheckpoints(tx, nextName);
  return reached.size > 0 && distance(reached, onlyOf(served, reached)) === 0;
};

/** A source that the view no longer listens to does not hold it up. */
const onlyOf = (served: Checkpoints, sources: Checkpoints): Checkpoints =>
  new Map([...served].filter(([source]) => sources.has(source)));

const rename = async (tx: Sql, view: View): Promise<void> => {
  const nextName = next(view).subscription;
  await tx.query(`ALTER SCHEMA ${quoteName(view.name)} RENAME TO ${quoteName(oldSchema(view))}`);
  await tx.query(`ALTER SCHEMA ${quoteName(`${view.name}__next`)} RENAME TO ${quoteName(view.name)}`);
  await forget(tx, view.name);
  await tx.query('UPDATE public.checkpoints SET subscription = $2 WHERE subscription = $1', [nextName, view.name]);
  await tx.query('UPDATE public.parked_streams SET subscription = $2 WHERE subscription = $1', [nextName, view.name]);
  await tx.query('UPDATE public.views SET version = $2, next_version = NULL, built_at = now() WHERE name = $1', [
    view.name,
    view.version,
  ]);
};

/** Waits at most a second for reads that still use a table of it; then it throws, and should be tried again. */
export const dropOld = (database: TransactionalSql, view: View): Promise<void> =>
  database.transaction(async (tx) => {
    await tx.query(`SET LOCAL lock_timeout = '1s'`);
    await tx.query(`DROP SCHEMA IF EXISTS ${quoteName(oldSchema(view))} CASCADE`);
  });
