import type { LifecycleStage } from '@clientele/contracts';
import { amountText } from '@clientele/platform';
import type { LifecycleRule } from '../../lifecycle-rule/lifecycle-rule.js';
import { type Segment, segmentOf, valueOf } from '../../segments/segments.js';
import type { LeftOut } from './money.query.js';

/** A score, and why it is so. */
export interface ScoreReason {
  readonly score: number;
  /** Customers that are strictly worse in this. */
  readonly worse: number;
  readonly population: number;
  readonly words: string;
}

export interface CustomerStanding {
  readonly customerId: string;
  /** Null: now. */
  readonly asOf: string | null;
  readonly stage: LifecycleStage;
  /** Null, as are the scores: the customer has bought nothing that counts. */
  readonly segment: string | null;
  readonly scores: { readonly r: number; readonly f: number; readonly m: number } | null;
  /** Customers with a purchase: those that were ranked. */
  readonly population: number;
  readonly why: {
    readonly stage: { readonly rule: LifecycleRule; readonly words: string };
    readonly recency: (ScoreReason & { readonly lastPurchaseAt: string }) | null;
    readonly frequency: (ScoreReason & { readonly purchases: number }) | null;
    readonly monetary:
      | (ScoreReason & { readonly amount: string; readonly currency: string; readonly leftOut: readonly string[] })
      | null;
    readonly segment: (Pick<Segment, 'title' | 'meaning'> & { readonly words: string }) | null;
  };
}

/** One customer beside all: whom it stands above, by each dimension. */
export interface RankedCustomer {
  readonly stage: LifecycleStage;
  readonly population: number;
  /** Null, as are date and amount, where the customer has no purchase. */
  readonly purchases: number | null;
  readonly last_at: Date | null;
  readonly amount: string | null;
  readonly older: number;
  readonly rarer: number;
  readonly less: number;
}

interface Known {
  readonly customerId: string;
  readonly asOf: string | null;
  readonly currency: string | null;
  readonly leftOut: readonly LeftOut[];
  readonly rule: LifecycleRule;
  readonly ranked: RankedCustomer;
}

const scoreOf = (worse: number, population: number): number => 1 + Math.floor((5 * worse) / population);

const reason = (worse: number, population: number, fact: string, worseWords: string): ScoreReason => {
  const score = scoreOf(worse, population);
  const sum = `1 + floor(5 × ${worse} / ${population}) = ${score}`;
  return { score, worse, population, words: `${fact}; ${worse} of ${population} customers ${worseWords}: ${sum}.` };
};

/** The answer about one customer, with reasons in words. */
export const standingOf = ({ customerId, asOf, currency, leftOut, rule, ranked }: Known): CustomerStanding => {
  const { stage, population, purchases, last_at: lastAt } = ranked;
  const why = { rule, words: stageWords(stage, rule, purchases ?? 0, lastAt) };
  const known = { customerId, asOf, stage, population };
  if (purchases === null || lastAt === null)
    return { ...known, segment: null, scores: null, why: { stage: why, ...NO_REASONS } };
  const lastPurchaseAt = lastAt.toISOString();
  const amount = amountText(ranked.amount ?? '0', currency ?? '');
  const recency = reason(ranked.older, population, `Last purchase at ${lastPurchaseAt}`, 'bought last before that');
  const frequency = reason(ranked.rarer, population, `Purchases: ${purchases}`, 'bought less often');
  const monetary = reason(ranked.less, population, `Spent ${amount} ${currency}, net of refunds`, 'spent less');
  const scores = { r: recency.score, f: frequency.score, m: monetary.score };
  const { name, title, meaning } = segmentOf(scores.r, scores.f, scores.m);
  const value = valueOf(scores.f, scores.m);
  const words = `Recency ${scores.r}, value ${value} (the mean of ${scores.f} and ${scores.m}, rounded up): ${title.en}.`;
  return {
    ...known,
    segment: name,
    scores,
    why: {
      stage: why,
      recency: { ...recency, lastPurchaseAt },
      frequency: { ...frequency, purchases },
      monetary: { ...monetary, amount, currency: currency ?? '', leftOut: leftOut.map((each) => each.currency) },
      segment: { title, meaning, words },
    },
  };
};

const NO_REASONS = { recency: null, frequency: null, monetary: null, segment: null };

const stageWords = (stage: LifecycleStage, rule: LifecycleRule, purchases: number, lastAt: Date | null): string => {
  const last = `the last one at ${lastAt?.toISOString()}`;
  if (stage === 'prospect') return 'No purchase that counts.';
  if (stage === 'lapsed') return `Purchases: ${purchases}, ${last}, ${rule.lapsedAfterDays} days ago or longer.`;
  const times = stage === 'repeat' ? `at least ${rule.repeatFrom}` : `fewer than ${rule.repeatFrom}`;
  return `Purchases: ${purchases}, ${times}, ${last}, less than ${rule.lapsedAfterDays} days ago.`;
};
