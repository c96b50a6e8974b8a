import { Inject, Injectable } from '@nestjs/common';
import type { LifecycleStage } from '@clientele/contracts';
import type { Sql, TransactionalEventStore } from '@clientele/event-sourcing';
import { Database, EVENT_STORE } from '@clientele/platform';
import { type LifecycleRule, LifecycleRules, RULE_ID } from '../lifecycle-rule/lifecycle-rule.js';
import { cutsNow } from '../views/value/cuts.query.js';
import { moneyRanked } from '../views/value/money.query.js';
import { scoredNow } from '../views/value/rfm.sql.js';
import { atOneMoment } from '../views/value/snapshot.js';
import { misplacedSql } from './misplaced.sql.js';
import { type Placement, place, Standings } from './standing.js';

const BATCH = 1_000;
/** One pass at a time, over all processes. */
const LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('placing customers', 0)) AS mine";

interface Misplaced {
  readonly customer_id: string;
  readonly is_new: boolean;
  readonly stage: LifecycleStage | null;
  readonly segment: string | null;
  readonly purchases: number | null;
  readonly last_at: Date | null;
  readonly r: number | null;
  readonly f: number | null;
  readonly m: number | null;
}

export interface Passed {
  /** False where it was not done to the end: another process is at it, or this one is to stop. */
  readonly isWhole: boolean;
  /** Milliseconds to find those that stand elsewhere: the part that all customers cost, changed or not. */
  readonly comparing: number;
}

/**
 * Compares where all customers stand by the view's figures with where they were last put, by one query, and puts those
 * that differ where they belong: events and `standings` in one transaction a batch. It keeps no list of what is due, so
 * a crash, a rebuilt view or two processes at once neither lose a change nor make one twice.
 */
@Injectable()
export class PlaceCustomers {
  constructor(
    private readonly database: Database,
    @Inject(EVENT_STORE) private readonly store: TransactionalEventStore,
  ) {}

  async pass(now: Date, isStopping: () => boolean = () => false): Promise<Passed> {
    const rule = (await this.store.load(LifecycleRules, RULE_ID)).state;
    return atOneMoment(this.database, async (reader) => {
      const { rows } = await reader.query<{ mine: boolean }>(LOCK);
      const began = performance.now();
      if (!rows[0]?.mine) return { isWhole: false, comparing: 0 };
      await openCursor(reader, rule, now);
      let batch = await next(reader);
      const comparing = performance.now() - began;
      for (; batch.length > 0; batch = await next(reader)) {
        if (isStopping()) return { isWhole: false, comparing };
        await this.put(batch, now);
      }
      return { isWhole: true, comparing };
    });
  }

  private async put(batch: readonly Misplaced[], now: Date): Promise<void> {
    const changes = batch.map((row) => ({
      decider: Standings,
      id: row.customer_id,
      decide: place(placementOf(row, now)),
      likelyNew: row.is_new,
      meta: { actor: 'system:segmentation' },
    }));
    await this.store.transaction(async (tx, store) => {
      const results = await store.transactMany(changes);
      const states = results.map((result) => ('state' in result ? result.state : {}));
      await keep(tx, batch, states);
    });
  }
}

/** What follows sees the moment of the first query: cuts, and those whom they score. */
const openCursor = async (reader: Sql, rule: LifecycleRule, now: Date): Promise<void> => {
  const { currency } = await moneyRanked(reader, null, undefined);
  const scored = scoredNow(currency, await cutsNow(reader, currency), 'everybody');
  await reader.query("SET LOCAL work_mem = '64MB'");
  await reader.query(`DECLARE misplaced NO SCROLL CURSOR FOR ${misplacedSql(scored)}`, [
    ...scored.values,
    now.toISOString(),
    rule.lapsedAfterDays,
    rule.repeatFrom,
  ]);
};

const next = async (reader: Sql): Promise<Misplaced[]> =>
  (await reader.query<Misplaced>(`FETCH ${BATCH} FROM misplaced`)).rows;

const placementOf = (row: Misplaced, now: Date): Placement => ({
  customerId: row.customer_id,
  occurredAt: now.toISOString(),
  stage: row.stage ?? undefined,
  segment: row.segment ?? undefined,
  purchases: row.purchases ?? 0,
  lastPurchaseAt: row.last_at?.toISOString(),
  scores: row.r === null || row.f === null || row.m === null ? undefined : { r: row.r, f: row.f, m: row.m },
});

const keep = async (
  tx: Sql,
  batch: readonly Misplaced[],
  states: readonly { readonly stage?: string; readonly segment?: string }[],
): Promise<void> => {
  await tx.query(
    `INSERT INTO public.standings (customer_id, stage, segment)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
     ON CONFLICT (customer_id) DO UPDATE SET stage = excluded.stage, segment = excluded.segment`,
    [batch.map((row) => row.customer_id), states.map((each) => each.stage), states.map((each) => each.segment)],
  );
};
