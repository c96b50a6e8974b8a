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
  const { rows } = await sql.query<{ generation: string }>(
    "SELECT 'value.changed_customers'::regclass::oid::text AS generation",
  );
  const { currency } = await moneyRanked(sql, null, undefined);
  const cuts = await cutsNow(sql, currency);
  return { generation: rows[0]!.generation, rule, now: now.toISOString(), currency, cuts };
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

export const lastBasis = async (sql: Sql): Promise<Basis | undefined> =>
  (await sql.query<{ basis: Basis }>('SELECT basis FROM public.last_placing')).rows[0]?.basis;

export const keepBasis = async (sql: Sql, basis: Basis): Promise<void> => {
  await sql.query(
    'INSERT INTO public.last_placing (basis) VALUES ($1) ON CONFLICT (one) DO UPDATE SET basis = excluded.basis',
    [JSON.stringify(basis)],
  );
};
