import { isDeepStrictEqual } from 'node:util';
import type { Sql } from '@clientele/event-sourcing';
import type { LifecycleRule } from '../lifecycle-rule/lifecycle-rule.js';
import { type Cuts, cutsNow } from '../views/value/cuts.query.js';
import { moneyRanked } from '../views/value/money.query.js';

/** What places follow from besides a customer's own figures. Where it changes, others move than those who bought. */
export interface Basis {
  /** Which tables of the view these were: others, once it was built anew. */
  readonly generation: string;
  readonly rule: LifecycleRule;
  readonly now: string;
  readonly currency: string | null;
  readonly cuts: Cuts;
}

export const basisNow = async (sql: Sql, rule: LifecycleRule, now: Date): Promise<Basis> => {
  const generation = await generationNow(sql);
  const { currency } = await moneyRanked(sql, null, undefined);
  return { generation, rule, now: now.toISOString(), currency, cuts: await cutsNow(sql, currency) };
};

/**
 * Whether an index finds all who may stand elsewhere by this than by what was: by recency, money or time. Frequencies are few
 * and each has many customers, and so has 0 spent, of which no row tells.
 */
export const isNear = (was: Basis, is: Basis): boolean =>
  was.generation === is.generation &&
  was.currency === is.currency &&
  isDeepStrictEqual(was.rule, is.rule) &&
  isDeepStrictEqual(was.cuts.f, is.cuts.f) &&
  is.cuts.m.every((cut, at) => isNegative(cut) === isNegative(was.cuts.m[at]!));

/** Who spent 0 is scored higher by such a cut, and by no other. */
const isNegative = (amount: string): boolean => amount.startsWith('-');

const generationNow = async (sql: Sql): Promise<string> => {
  const { rows } = await sql.query<{ oid: string }>("SELECT 'value.changed_customers'::regclass::oid::text AS oid");
  return rows[0]!.oid;
};

/**
 * Whether names still lead to the tables that were there at the moment of the transaction. Those of a swap since then would be
 * read as of that moment, at which they lagged behind.
 */
export const isOfItsMoment = async (sql: Sql): Promise<boolean> => {
  const { rows } = await sql.query<{ oid: string }>(
    `SELECT c.oid::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'value' AND c.relname = 'changed_customers'`,
  );
  return rows[0]?.oid === (await generationNow(sql));
};
