import type { EventStore } from '../event-store.js';
import type { FeedRecord, FeedSlice } from '../feed.js';
import { isView } from '../projection.js';
import type { Sql } from '../sql.js';
import { applyApart } from './apart.js';
import { moveCheckpoints, type Move } from './checkpoints.js';
import { dueOf } from './due.js';
import { inWords } from './faults.js';
import { lockCheckpoints, lockSubscription, type Generation } from './lock.js';
import { park, parkedAmong, type Fault } from './parking.js';
import type { SubscriptionOptions } from './subscription.js';

export interface Handled {
  readonly records: number;
  readonly moves: readonly Move[];
  /** Streams parked by this batch, and why, in words. */
  readonly parked: readonly { readonly stream: string; readonly error: string }[];
}

export type Apply = (records: readonly FeedRecord[]) => Promise<void>;

/** Batches of one generation, each in one transaction with its checkpoints. */
export class BatchRun {
  readonly #types: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(
    private readonly options: SubscriptionOptions,
    private readonly generation: Generation,
  ) {
    const sources = Object.entries(options.projection.sources);
    this.#types = new Map(sources.map(([source, types]) => [source, new Set(types)]));
  }

  /** All records at once. */
  together(source: string, slices: readonly FeedSlice[]): Promise<Handled> {
    return this.#run(source, slices, async (_tx, records, parkedFrom, apply) => {
      const free = records.filter((record) => !parkedFrom.has(record.stream));
      if (free.length > 0) await apply(free);
      return [];
    });
  }

  /** Finds the faulty records and parks their streams from there on; all else is applied. */
  apart(source: string, slices: readonly FeedSlice[]): Promise<Handled> {
    return this.#run(source, slices, async (tx, records, parkedFrom, apply) => {
      const faults: Fault[] = [];
      const onFault = (record: FeedRecord, error: unknown): void => {
        parkedFrom.set(record.stream, record.sequence);
        faults.push({ record, error });
      };
      await applyApart(tx, records, apply, onFault, (record) => parkedFrom.has(record.stream));
      return faults;
    });
  }

  /** A transaction in which the projection can be called; nothing else of this subscription runs meanwhile. */
  locked<T>(work: (tx: Sql, apply: Apply) => Promise<T>): Promise<T> {
    const { projection, database, store } = this.options;
    const within = async (tx: Sql, own: EventStore | undefined): Promise<T> => {
      await lockSubscription(tx, this.generation.subscription, this.generation.view?.schema);
      return work(tx, async (records) => {
        if (isView(projection)) await projection.project(records, tx);
        else await projection.react(records, tx, own ?? store.within(tx));
      });
    };
    return isView(projection) ? database.transaction((tx) => within(tx, undefined)) : store.transaction(within);
  }

  #run(
    source: string,
    slices: readonly FeedSlice[],
    handle: (
      tx: Sql,
      records: readonly FeedRecord[],
      parkedFrom: Map<string, number>,
      apply: Apply,
    ) => Promise<Fault[]>,
  ): Promise<Handled> {
    const { subscription } = this.generation;
    const shards = [...new Set(slices.map((slice) => slice.shard))];
    return this.locked(async (tx, apply) => {
      const { checkpoints, hasParked } = await lockCheckpoints(tx, this.generation, source, shards);
      const { records, moves } = dueOf(source, slices, checkpoints, this.#types.get(source));
      if (moves.length === 0) return { records: 0, moves, parked: [] };
      const before = hasParked ? await parkedAmong(tx, subscription, source, records) : [];
      const parkedFrom = new Map(before.map((stream) => [stream, 0]));
      const faults = await handle(tx, records, parkedFrom, apply);
      const held = records.filter(({ stream, sequence }) => sequence >= (parkedFrom.get(stream) ?? Infinity));
      await park(tx, subscription, source, faults, held);
      await moveCheckpoints(tx, subscription, source, moves);
      const parked = faults.map(({ record, error }) => ({ stream: record.stream, error: inWords(error) }));
      return { records: records.length, moves, parked };
    });
  }
}
