import { setTimeout } from 'node:timers/promises';
import type { Attributes } from '@opentelemetry/api';
import { DomainError } from '../domain-error.js';
import type { TransactionalEventStore } from '../event-store.js';
import { FeedGapError, type Feed, type FeedConsumer, type FeedSlice, type FeedSubscription } from '../feed.js';
import type { Reaction, View } from '../projection.js';
import { batchDuration, batchRecords } from './batch-metrics.js';
import { BatchRun, type Handled } from './batch-run.js';
import { BatchSpans } from './batch-spans.js';
import { readCheckpoints, type Checkpoints } from './checkpoints.js';
import { FencedError, isLostRace, isTransient } from './faults.js';
import type { Generation } from './lock.js';
import { Progress } from './progress.js';
import { Replay } from './replay.js';
import { Skipped } from './skipped.js';
import type { LastBatch, Replayed } from './status.js';
import type { TransactionalSql } from './transactional-sql.js';
import { Turns } from './turns.js';

export interface SubscriptionOptions {
  readonly projection: View | Reaction;
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly database: TransactionalSql;
  readonly store: TransactionalEventStore;
  readonly logger?: RunnerLogger;
}

/** Pino's has it. What is told holds no personal data. */
export interface RunnerLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

const BATCH_SIZE = 1_000;
/** Before a batch that failed is taken apart, it is tried again after these times. */
const RETRY_AFTER = [20, 100, 300];

/** One generation of a projection at work: a consumer for each source, one batch at a time over all of them. */
export class Subscription {
  readonly progress = new Progress();
  lastBatch?: LastBatch;
  /** By source. */
  #open = new Map<string, FeedSubscription>();
  readonly #turns = new Turns();
  readonly #batches: BatchRun;
  readonly #skipped = new Skipped(() => void this.#writeSkipped());
  /** Sources whose checkpoints may not be where this process thinks they are. */
  readonly #doubtful = new Set<string>();

  constructor(
    private readonly options: SubscriptionOptions,
    readonly generation: Generation,
  ) {
    this.#batches = new BatchRun(options, generation);
  }

  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  /** What its feeds back off from. */
  get problem(): unknown {
    return [...this.#open.values()].find((subscription) => subscription.problem !== undefined)?.problem;
  }

  async open(): Promise<void> {
    for (const [source, feed] of this.options.feeds) {
      this.#open.set(source, await feed.subscribe(this.#consumer(source)));
    }
  }

  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open = new Map();
    await Promise.all(open.map((subscription) => subscription.close()));
    await this.#writeSkipped();
  }

  /** Reads how far it is; needed where another process moves it. */
  async refresh(): Promise<Checkpoints> {
    const checkpoints = await readCheckpoints(this.options.database, this.generation.subscription);
    this.progress.learn(checkpoints);
    return checkpoints;
  }

  /** How far it is, with what this process has skipped and not written down yet. */
  async reached(): Promise<Checkpoints> {
    const { beyond } = this.#skipped;
    return beyond(await this.refresh());
  }

  /** Of one parked stream or of all. */
  replay(stream?: string): Promise<Replayed> {
    if (!this.isOpen) {
      const why = `${this.generation.subscription} is stopped, or its next version is being built: replay afterwards.`;
      throw new DomainError('NotServing', 'conflict', why);
    }
    return new Replay(this.options, this.generation, this.#batches, this.#turns).run(stream);
  }

  /** Keeps batches out while it runs. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(work);
  }

  #consumer(source: string): FeedConsumer {
    const { projection, feeds } = this.options;
    const shards = feeds.get(source)?.shards ?? 0;
    return {
      name: this.generation.subscription,
      types: projection.sources[source] ?? [],
      batchSize: projection.batchSize ?? BATCH_SIZE,
      checkpoints: async () => {
        const checkpoints = await this.reached();
        return Array.from({ length: shards }, (_, shard) => checkpoints.get(source)?.[shard] ?? 0);
      },
      handle: (slices) =>
        this.inTurn(async () => {
          if (!this.#skip(source, slices)) await this.#handle(source, slices);
        }),
    };
  }

  /** Answers whether there was nothing to do. A generation that is built anew is waited for by its checkpoints. */
  #skip(source: string, slices: readonly FeedSlice[]): boolean {
    const isEmpty = slices.every((slice) => slice.records.length === 0 && this.#follows(source, slice));
    if (!isEmpty || this.#doubtful.has(source) || this.generation.view?.isNext) return false;
    this.#skipped.add(source, slices);
    this.progress.move(source, slices);
    return true;
  }

  #follows(source: string, slice: FeedSlice): boolean {
    const known = this.progress.checkpoints.get(source)?.[slice.shard] ?? 0;
    return this.#skipped.touches(source, slice) ?? slice.from <= known;
  }

  async #writeSkipped(): Promise<void> {
    for (const source of this.#skipped.sources) await this.inTurn(() => this.#writeSkippedOf(source));
  }

  /** Where only the database was away, it is tried again; else the feed goes on from where the checkpoints are. */
  async #writeSkippedOf(source: string): Promise<void> {
    const runs = this.#skipped.take(source);
    try {
      await this.#handle(source, runs);
    } catch (error) {
      this.#doubtful.add(source);
      if (this.isOpen && isTransient(error) && !isElsewhere(error)) this.#skipped.add(source, runs);
      else this.#open.get(source)?.readAgain();
    }
  }

  async #handle(source: string, news: readonly FeedSlice[]): Promise<void> {
    const began = performance.now();
    const slices = [...this.#skipped.take(source), ...news];
    if (slices.length === 0) return;
    const { records, moves, parked } = await this.#traced(source, slices);
    this.#doubtful.delete(source);
    if (moves.length === 0) return;
    const milliseconds = performance.now() - began;
    this.lastBatch = { records, milliseconds, at: new Date() };
    this.progress.move(source, moves);
    batchDuration.record(milliseconds / 1_000, this.#measuredAs(source));
    batchRecords.record(records, this.#measuredAs(source));
    for (const one of parked) {
      const details = { subscription: this.generation.subscription, source, ...one };
      this.options.logger?.warn(details, 'A stream was parked: one of its records keeps failing.');
    }
  }

  #measuredAs(source: string): Attributes {
    return { service: this.options.store.name, subscription: this.generation.subscription, source };
  }

  /** A generation that is built anew does over what was shown in its traces long ago. */
  #traced(source: string, slices: readonly FeedSlice[]): Promise<Handled> {
    if (this.generation.view?.isNext) return this.#untilDone(source, slices);
    const spans = new BatchSpans(this.options.projection, this.options.store.name, slices);
    const work = (): Promise<Handled> => this.#untilDone(source, spans.delivered);
    return spans.around(work, ({ records, moves }) => (moves.length > 0 ? records : undefined));
  }

  async #untilDone(source: string, slices: readonly FeedSlice[]): Promise<Handled> {
    for (const pause of RETRY_AFTER) {
      try {
        return await this.#batches.together(source, slices);
      } catch (error) {
        if (isTransient(error) && !isLostRace(error)) throw error;
        await setTimeout(pause * (0.5 + Math.random()));
      }
    }
    return this.#batches.apart(source, slices);
  }
}

const isElsewhere = (error: unknown): boolean => error instanceof FencedError || error instanceof FeedGapError;
