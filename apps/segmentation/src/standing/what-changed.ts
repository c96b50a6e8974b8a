import { Inject, Injectable } from '@nestjs/common';
import type { TransactionalEventStore } from '@clientele/event-sourcing';
import { Database, EVENT_STORE } from '@clientele/platform';
import { type LifecycleRule, LifecycleRules, RULE_ID } from '../lifecycle-rule/lifecycle-rule.js';

/** All that places of customers follow from, at a moment. */
export interface Seen {
  /** Another key: the view or the rule have changed. */
  readonly key: string;
  readonly at: Date;
  readonly rule: LifecycleRule;
}

/** Tells whether places may be others than before, without looking at customers. */
@Injectable()
export class WhatChanged {
  constructor(
    private readonly database: Database,
    @Inject(EVENT_STORE) private readonly store: TransactionalEventStore,
  ) {}

  /** How far the view is, which generation it is, what is parked, and which rule holds. */
  async look(at: Date): Promise<Seen> {
    const { state, version } = await this.store.load(LifecycleRules, RULE_ID);
    const { rows } = await this.database.query<{ view: string }>(
      `SELECT concat_ws('/',
         (SELECT sum(sequence) FROM public.checkpoints WHERE subscription = 'value'),
         (SELECT count(*) FROM public.parked_streams WHERE subscription = 'value'),
         (SELECT built_at FROM public.views WHERE name = 'value')) AS view`,
    );
    return { key: `${rows[0]?.view}/${version}`, at, rule: state };
  }

  /** Something changed, or customers have lapsed by time alone. */
  async since(before: Seen | undefined, now: Seen): Promise<boolean> {
    if (before?.key !== now.key) return true;
    const { rows } = await this.database.query<{ lapsed: boolean }>(
      `SELECT EXISTS (
         SELECT FROM value.summaries, make_interval(hours => 24 * $3::int) AS span
         WHERE last_at > $1::timestamptz - span AND last_at <= $2::timestamptz - span
       ) AS lapsed`,
      [before.at, now.at, now.rule.lapsedAfterDays],
    );
    return rows[0]?.lapsed ?? false;
  }
}
