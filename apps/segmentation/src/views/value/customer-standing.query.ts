import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { TransactionalEventStore } from '@clientele/event-sourcing';
import { Database, dayOf, EVENT_STORE, resolveCustomer } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { type LifecycleRule, LifecycleRules, RULE_ID } from '../../lifecycle-rule/lifecycle-rule.js';
import { stageSql } from '../../lifecycle-rule/stage.sql.js';
import { moneyRanked } from './money.query.js';
import { type CustomerStanding, type RankedCustomer, standingOf } from './customer-standing.js';
import { endOf, type Ranking } from './ranking.js';
import { populationAsOf } from './rfm.sql.js';
import { bandOf, beginOf, hourOf, stepOf } from './value-roll-ups.js';

export class GetCustomerStanding extends Query<CustomerStanding> {
  constructor(
    readonly ref: string,
    readonly ranking: Ranking,
  ) {
    super();
  }
}

@QueryHandler(GetCustomerStanding)
export class GetCustomerStandingHandler implements IQueryHandler<GetCustomerStanding> {
  constructor(
    private readonly database: Database,
    private readonly keys: IdentityKeys,
    @Inject(EVENT_STORE) private readonly store: TransactionalEventStore,
  ) {}

  async execute({ ref, ranking }: GetCustomerStanding): Promise<CustomerStanding> {
    const end = endOf(ranking.asOf);
    const customerId = await resolveCustomer(this.database, 'value', this.keys, ref);
    const [{ currency, leftOut }, { state: rule }] = await Promise.all([
      moneyRanked(this.database, end, ranking.currency),
      this.store.load(LifecycleRules, RULE_ID),
    ]);
    const ranked = await this.rank(customerId, currency, end, rule);
    return standingOf({ customerId, asOf: ranking.asOf ?? null, currency, leftOut, rule, ranked });
  }

  private async rank(
    customerId: string,
    currency: string | null,
    end: string | null,
    rule: LifecycleRule,
  ): Promise<RankedCustomer> {
    const stage = stageSql({
      purchases: 'me.purchases',
      lastAt: 'me.last_at',
      lapsedAfterDays: '$5',
      repeatFrom: '$6',
      now: '$4',
    });
    const { rows } = await this.database.query<RankedCustomer>(
      `${end === null ? RANKS_NOW : RANKS_AS_OF} SELECT ${stage} AS stage, me.purchases, me.last_at, me.amount::text, ranks.* FROM me, ranks`,
      [currency, end, customerId, end ?? new Date().toISOString(), rule.lapsedAfterDays, rule.repeatFrom],
    );
    return rows[0]!;
  }
}

/** The customer, nulls where it has no purchase, and whom it stands above. From roll-ups, and those like it by index. */
const RANKS_NOW = `
  WITH me AS MATERIALIZED (
    SELECT s.purchases, s.last_at, ${dayOf('s.last_at')} AS day, ${hourOf('s.last_at')} AS hour,
           money.amount, ${bandOf('money.amount')} AS band, ${stepOf('money.amount')} AS step
    FROM (SELECT) one
    LEFT JOIN value.summaries s ON s.customer_id = $3 AND $2::timestamptz IS NULL
    LEFT JOIN value.spending own ON own.customer_id = s.customer_id AND own.currency = $1::text
    CROSS JOIN LATERAL (SELECT CASE WHEN s.customer_id IS NOT NULL THEN coalesce(own.amount, 0) END AS amount) money
  ),
  counts AS MATERIALIZED (
    SELECT coalesce(sum(customers), 0) AS population,
           coalesce(sum(customers) FILTER (WHERE d.day < me.day), 0) AS older,
           coalesce(sum(customers) FILTER (WHERE d.purchases < me.purchases), 0) AS rarer
    FROM value.summaries_by_day d, me
  ),
  ranks AS (
    SELECT population::int,
      (older
       + (SELECT coalesce(sum(customers), 0) FROM value.summaries_by_hour h
          WHERE h.hour >= ${beginOf('me.day')} AND h.hour < me.hour)
       + (SELECT count(*) FROM value.summaries s WHERE s.last_at >= me.hour AND s.last_at < me.last_at))::int AS older,
      rarer::int,
      ((SELECT coalesce(sum(customers), 0) FROM value.spending_by_band b WHERE b.currency = $1::text AND b.band < me.band)
       + (SELECT coalesce(sum(customers), 0) FROM value.spending_by_step s
          WHERE s.currency = $1::text AND s.band = me.band AND s.step < me.step)
       + (SELECT count(*) FROM value.spending s WHERE s.currency = $1::text AND s.step = me.step AND s.amount < me.amount)
       + CASE WHEN me.amount > 0
           THEN population - coalesce((SELECT customers FROM value.spending_by_currency c WHERE c.currency = $1::text), 0)
           ELSE 0 END)::int AS less
    FROM me, counts
  )`;

const RANKS_AS_OF = `${populationAsOf},
  me AS MATERIALIZED (SELECT * FROM (SELECT) one LEFT JOIN population ON customer_id = $3),
  ranks AS (
    SELECT count(*)::int AS population,
           (count(*) FILTER (WHERE p.last_at < me.last_at))::int AS older,
           (count(*) FILTER (WHERE p.purchases < me.purchases))::int AS rarer,
           (count(*) FILTER (WHERE p.amount < me.amount))::int AS less
    FROM population p, me
  )`;
