import { Inject, Injectable } from '@nestjs/common';
import type { LifecycleStage } from '@clientele/contracts';
import type { Refused, Sql, TransactionalEventStore } from '@clientele/event-sourcing';
import { Database, EVENT_STORE } from '@clientele/platform';
import { type LifecycleRule, LifecycleRules, RULE_ID } from '../lifecycle-rule/lifecycle-rule.js';
import { atOneMoment } from '../views/value/snapshot.js';
import { VALUE_VERSION } from '../views/value/value.projection.js';
import { type Basis, basisNow, isNear, isOfItsMoment } from './basis.js';
import {
  tellUnderWay,
  type ChangedIds,
  endPlacing,
  type LastPlacing,
  lastPlacing,
  OvertakenError,
} from './last-placing.js';
import { isLookedUp } from './looked-up.js';
import { misplacedAmongAll, misplacedSince } from './misplaced.sql.js';
import { type Placement, place, type Standing, Standings } from './standing.js';

const BATCH = 1_000;
/** One pass at a time, over all processes; and only on tables that this code knows. */
const LOCK = `
  SELECT pg_try_advisory_xact_lock(hashtextextended('placing customers', 0)) AS mine,
         (SELECT version FROM public.views WHERE name = 'value') AS version`;

interface MisplacedRow {
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
  /** False where it was not done to the end: another process is at it, this one is to stop, or the view is replaced. */
  readonly isWhole: boolean;
  /** No pass of this process was whole before. */
  readonly isFirst: boolean;
  /** Milliseconds to find those that stand elsewhere. */
  readonly comparing: number;
}

/**
 * Compares where customers stand by the view's figures with where they were last put, by one query, and puts those that
 * differ where they belong: events and `standings` in one transaction a batch.
 *
 * Compared are those who may have moved since the last pass (ADR 31); everybody in the first pass of a process, and where
 * the last pass was not whole. So a crash, or two processes at once, neither lose a change nor make one twice.
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
    try {
      return await atOneMoment(this.database, (reader) => this.passAt(reader, rule, now, isStopping));
    } catch (error) {
      if (error instanceof OvertakenError) return this.notWhole(0);
      throw error;
    }
  }

  private async passAt(reader: Sql, rule: LifecycleRule, now: Date, isStopping: () => boolean): Promise<Passed> {
    const { rows } = await reader.query<{ mine: boolean; version: number }>(LOCK);
    const began = performance.now();
    if (!rows[0]?.mine || rows[0].version !== VALUE_VERSION) return this.notWhole(0);
    const last = await lastPlacing(reader);
    const basis = await basisNow(reader, rule, now);
    const changed = await this.openCursor(reader, last, basis);
    if (!(await isOfItsMoment(reader))) return this.notWhole(0);
    let { revision } = last;
    let batch = await next(reader);
    const comparing = performance.now() - began;
    for (; batch.length > 0; batch = await next(reader)) {
      if (isStopping()) return this.notWhole(comparing);
      revision = await this.put(batch, now, revision);
    }
    await this.database.transaction((tx) => endPlacing(tx, revision, basis, changed));
    const isFirst = !this.#hasComparedAll;
    this.#hasComparedAll = true;
    return { isWhole: true, isFirst, comparing };
  }

  private notWhole(comparing: number): Passed {
    return { isWhole: false, isFirst: !this.#hasComparedAll, comparing };
  }

  /** Of those who stand elsewhere. Answers which customers that changed it sees. */
  private async openCursor(reader: Sql, { placed }: LastPlacing, basis: Basis): Promise<ChangedIds> {
    const before = this.#hasComparedAll && placed && isNear(placed.basis, basis) ? placed : undefined;
    const changed = await changedAfter(reader, before?.changedUpTo ?? '0');
    const isByIndex = before !== undefined && isLookedUp(changed.count, await customerCount(reader));
    const { sql, values } = isByIndex ? misplacedSince(before.basis, changed.after, basis) : misplacedAmongAll(basis);
    await reader.query(isByIndex ? BY_INDEX : "SET LOCAL work_mem = '64MB'");
    await reader.query(`DECLARE misplaced NO SCROLL CURSOR FOR ${sql}`, [...values]);
    return changed;
  }

  private async put(batch: readonly MisplacedRow[], now: Date, revision: string): Promise<string> {
    const changes = batch.map((row) => ({
      decider: Standings,
      id: row.customer_id,
      decide: place(placementOf(row, now)),
      likelyNew: row.is_new,
      meta: { actor: 'system:segmentation' },
    }));
    return this.store.transaction(async (tx, store) => {
      const results = await store.transactMany(changes);
      const nextRevision = await tellUnderWay(tx, revision);
      await keep(tx, batch, results.map(stateOf));
      return nextRevision;
    });
  }
}

/** A refusal must not go for a place: nobody would look at that customer again. */
const stateOf = (result: { readonly state: Standing } | Refused): Standing => {
  if ('state' in result) return result.state;
  throw result.error;
};

const changedAfter = async (reader: Sql, after: string): Promise<ChangedIds & { readonly count: number }> => {
  const { rows } = await reader.query<{ count: number; upTo: string }>(
    `SELECT count(*)::int AS count, coalesce(max(id), $1)::text AS "upTo" FROM value.changed_customers WHERE id > $1::bigint`,
    [after],
  );
  return { after, ...rows[0]! };
};

/** About how many there are, as the server last counted them: -1 before it ever did. */
const customerCount = async (reader: Sql): Promise<number> => {
  const { rows } = await reader.query<{ count: number }>(
    `SELECT reltuples AS count FROM pg_class WHERE oid = 'value.directory_customers'::regclass`,
  );
  return rows[0]?.count ?? -1;
};

/** Whether or not the planner has statistics yet. */
const BY_INDEX = 'SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off';

const next = async (reader: Sql): Promise<MisplacedRow[]> =>
  (await reader.query<MisplacedRow>(`FETCH ${BATCH} FROM misplaced`)).rows;

const placementOf = (row: MisplacedRow, now: Date): Placement => ({
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
  batch: readonly MisplacedRow[],
  states: readonly { readonly stage?: string; readonly segment?: string }[],
): Promise<void> => {
  await tx.query(
    `INSERT INTO public.standings (customer_id, stage, segment)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
     ON CONFLICT (customer_id) DO UPDATE SET stage = excluded.stage, segment = excluded.segment`,
    [batch.map((row) => row.customer_id), states.map((each) => each.stage), states.map((each) => each.segment)],
  );
};
