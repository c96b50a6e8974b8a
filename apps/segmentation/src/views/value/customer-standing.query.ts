import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { TransactionalEventStore } from '@clientele/event-sourcing';
import { Database, EVENT_STORE, resolveCustomer } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { type LifecycleRule, LifecycleRules, RULE_ID } from '../../lifecycle-rule/lifecycle-rule.js';
import { stageSql } from '../../lifecycle-rule/stage.sql.js';
import { moneyRanked } from './money.query.js';
import { type CustomerStanding, type RankedCustomer, standingOf } from './customer-standing.js';
import { endOf, type Ranking } from './ranking.js';
import { populationSql } from './rfm.sql.js';

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
    const { currency, leftOut } = await moneyRanked(this.database, end, ranking.currency);
    const rule = (await this.store.load(LifecycleRules, RULE_ID)).state;
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
      `${populationSql(end !== null)},
       me AS MATERIALIZED (SELECT * FROM (SELECT) one LEFT JOIN population ON customer_id = $3)
       SELECT ${stage} AS stage, me.purchases, me.last_at, me.amount::text, ranks.*
       FROM me, LATERAL (
         SELECT count(*)::int AS population,
                (count(*) FILTER (WHERE p.last_at < me.last_at))::int AS older,
                (count(*) FILTER (WHERE p.purchases < me.purchases))::int AS rarer,
                (count(*) FILTER (WHERE p.amount < me.amount))::int AS less
         FROM population p
       ) ranks`,
      [currency, end, customerId, end ?? new Date().toISOString(), rule.lapsedAfterDays, rule.repeatFrom],
    );
    return rows[0]!;
  }
}
