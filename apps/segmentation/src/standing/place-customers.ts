import { Inject, Injectable } from '@nestjs/common';
import type { LifecycleStage } from '@clientele/contracts';
import type { Sql, TransactionalEventStore } from '@clientele/event-sourcing';
import { Database, EVENT_STORE } from '@clientele/platform';
import { LifecycleRules, RULE_ID } from '../lifecycle-rule/lifecycle-rule.js';
import { atOneMoment } from '../views/value/snapshot.js';
import { type Basis, basisNow, isNear, keepBasis, lastBasis } from './basis.js';
import { misplacedAmongAll, misplacedSince } from './misplaced.sql.js';
import { type Placement, place, Standings } from './standing.js';

const BATCH = 1_000;
/** Where more have changed, it is less work to read all than to look each of them up. */
const MOST_CHANGED = 20_000;
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
  /** Milliseconds to find those that stand elsewhere. */
  readonly comparing: number;
}

/**
 * Compares where customers stand by the view's figures with where they were last put, by one query, and puts those that
 * differ where they belong: events and `standings` in one transaction a batch. So a crash or two processes at once neither
 * lose a change nor make one twice.
 *
 * Compared are those who may have moved since the last whole pass (ADR 31); everybody in the first pass of a process,
 * so that also other rules, which come with other code, are followed.
 */
@Injectable()
export class PlaceCustomers {
  #hasComparedAll = false;

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
      const basis = await basisNow(reader, rule, now);
      const changed = await changedSoFar(reader);
      await openCursor(reader, basis, this.#hasComparedAll && changed.count <= MOST_CHANGED);
      let batch = await next(reader);
      const comparing = performance.now() - began;
      for (; batch.length > 0; batch = await next(reader)) {
        if (isStopping()) return { isWhole: false, comparing };
        await this.put(batch, now);
      }
      await this.database.transaction((tx) => settle(tx, basis, changed.upTo));
      this.#hasComparedAll = true;
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

interface Changed {
  readonly count: number;
  /** Batches of a view come one after the other, so what comes later has a greater id. Null: none. */
  readonly upTo: string | null;
}

const changedSoFar = async (reader: Sql): Promise<Changed> => {
  const { rows } = await reader.query<Changed>(
    'SELECT count(*)::int AS count, max(id)::text AS "upTo" FROM value.changed_customers',
  );
  return rows[0]!;
};

/** What follows sees the moment of the first query: cuts, and those whom they score. */
const openCursor = async (reader: Sql, basis: Basis, areFew: boolean): Promise<void> => {
  const before = areFew ? await lastBasis(reader) : undefined;
  const isByIndex = before !== undefined && isNear(before, basis);
  const { sql, values } = isByIndex ? misplacedSince(before, basis) : misplacedAmongAll(basis);
  await reader.query(isByIndex ? BY_INDEX : "SET LOCAL work_mem = '64MB'");
  await reader.query(`DECLARE misplaced NO SCROLL CURSOR FOR ${sql}`, [...values]);
};

/** Whether or not the planner has statistics yet. */
const BY_INDEX = 'SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off';

/** All who changed up to there stand where they belong by this. */
const settle = async (tx: Sql, basis: Basis, upTo: string | null): Promise<void> => {
  await keepBasis(tx, basis);
  await tx.query('DELETE FROM value.changed_customers WHERE id <= $1', [upTo]);
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
