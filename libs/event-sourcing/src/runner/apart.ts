import type { Sql } from '../sql.js';
import { isTransient } from './faults.js';

/** Runs `work` within a savepoint; answers its error after undoing what it did. Transient errors are thrown. */
const attempt = async (tx: Sql, work: () => Promise<void>): Promise<{ error: unknown } | undefined> => {
  await tx.query('SAVEPOINT part');
  try {
    await work();
  } catch (error) {
    if (isTransient(error)) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT part');
    await tx.query('RELEASE SAVEPOINT part');
    return { error };
  }
  await tx.query('RELEASE SAVEPOINT part');
  return undefined;
};

/**
 * Applies the items in order, halving what fails until the faulty items are found; these are told to `onFault`, and
 * leave no trace. Items that `isHeld` by then are passed over.
 */
export const applyApart = async <Item>(
  tx: Sql,
  items: readonly Item[],
  apply: (items: readonly Item[]) => Promise<void>,
  onFault: (item: Item, error: unknown) => void,
  isHeld: (item: Item) => boolean = () => false,
): Promise<void> => {
  const todo = items.filter((item) => !isHeld(item));
  const [first] = todo;
  if (first === undefined) return;
  const failed = await attempt(tx, () => apply(todo));
  if (!failed) return;
  if (todo.length === 1) return onFault(first, failed.error);
  const half = todo.length >> 1;
  await applyApart(tx, todo.slice(0, half), apply, onFault, isHeld);
  await applyApart(tx, todo.slice(half), apply, onFault, isHeld);
};
