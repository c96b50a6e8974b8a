import { createHash } from 'node:crypto';
import type { Sql } from '@clientele/event-sourcing';
import { SEGMENT_NAMES } from '../segments/segments.js';
import type { Basis } from './basis.js';
import { misplacedAmongAll, misplacedSince } from './misplaced.sql.js';

/** By what all stand where they stand, since a pass that came to its end. */
export interface Placed {
  readonly basis: Basis;
  /** Customers that changed up to there were seen. */
  readonly changedUpTo: string;
  /** Of the code that placed them. */
  readonly rules: string;
}

/** Of `changed_customers`, by id. Batches of a view come one after the other, so what comes later has a greater one. */
export interface ChangedIds {
  readonly after: string;
  readonly upTo: string;
}

export interface LastPlacing {
  /** Changes with all that is placed. */
  readonly revision: string;
  /** Absent where customers may stand by something else, or were placed by the rules of other code. */
  readonly placed?: Placed;
}

export const lastPlacing = async (sql: Sql): Promise<LastPlacing> => {
  const { rows } = await sql.query<{ revision: string; placed: Placed | null }>(
    'SELECT revision::text, placed FROM public.last_placing',
  );
  const { revision, placed } = rows[0]!;
  return placed?.rules === RULES ? { revision, placed } : { revision };
};

/** Thrown where another process has placed customers meanwhile: what this one read is of yesterday. */
export class OvertakenError extends Error {
  constructor() {
    super('Another process placed customers at the same time.');
  }
}

/**
 * To be called in each transaction that places customers. Until the pass has come to its end, nothing is said about all of
 * them. Answers the next revision. @throws OvertakenError
 */
export const tellUnderWay = (tx: Sql, revision: string): Promise<string> => move(tx, revision, null);

/** All stand by this now, also those who changed. @throws OvertakenError */
export const endPlacing = async (
  tx: Sql,
  revision: string,
  basis: Basis,
  { after, upTo }: ChangedIds,
): Promise<void> => {
  await move(tx, revision, { basis, changedUpTo: upTo, rules: RULES });
  await tx.query('DELETE FROM value.changed_customers WHERE id > $1 AND id <= $2', [after, upTo]);
};

const move = async (tx: Sql, revision: string, placed: Placed | null): Promise<string> => {
  const { rows } = await tx.query<{ revision: string }>(
    'UPDATE public.last_placing SET revision = revision + 1, placed = $2 WHERE revision = $1 RETURNING revision::text',
    [revision, placed && JSON.stringify(placed)],
  );
  if (!rows[0]) throw new OvertakenError();
  return rows[0].revision;
};

const NOTHING: Basis = {
  generation: '',
  rule: { lapsedAfterDays: 0, repeatFrom: 0 },
  now: '',
  currency: null,
  cuts: { r: [], days: [], f: [], m: [], someSpentNothing: false },
};

/** Another text: other rules of who stands where, or of who is compared. */
const RULES = createHash('sha256')
  .update([misplacedAmongAll(NOTHING).sql, misplacedSince(NOTHING, '0', NOTHING).sql, ...SEGMENT_NAMES].join())
  .digest('base64url');
