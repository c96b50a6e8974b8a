import { DomainError } from '../domain-error.js';
import type { TransactionalEventStore } from '../event-store.js';
import type { Feed } from '../feed.js';
import { isView, type Reaction, type View } from '../projection.js';
import { openCheckpoints } from './checkpoints.js';
import { inWords } from './faults.js';
import { serving } from './generations.js';
import { listParked, type ParkedPage } from './parking.js';
import { invalidPositionToken, type Positions } from './position-token.js';
import { hasReached } from './progress.js';
import { readStatus } from './read-status.js';
import type { ParkedStream, Replayed, RunnerStatus, Working } from './status.js';
import { Subscription, type RunnerLogger } from './subscription.js';
import type { TransactionalSql } from './transactional-sql.js';
import { ViewGenerations } from './view-generations.js';

export interface RunnerOptions {
  readonly projection: View | Reaction;
  /** By source; must have each of the projection's sources. */
  readonly feeds: ReadonlyMap<string, Feed>;
  /** The service's own database, with {@link RUNNER_TABLES}. */
  readonly database: TransactionalSql;
  /** The service's own store, to which reactions append. */
  readonly store: TransactionalEventStore;
  readonly logger?: RunnerLogger;
}

/** Another process may move the checkpoints, which wakes no one here. */
const LOOK_AGAIN = 100;

/**
 * Runs one view or reaction: each batch in one transaction with its checkpoints, so that effects happen exactly once
 * whatever the feeds deliver. Parks streams whose records fail, and builds generations of views.
 */
export class ProjectionRunner {
  readonly #options: RunnerOptions;
  readonly #shards: ReadonlyMap<string, number>;
  readonly #serving: Subscription;
  readonly #generations?: ViewGenerations;
  #isStopped = true;

  constructor(options: RunnerOptions) {
    const { projection } = options;
    const feeds = new Map(Object.keys(projection.sources).map((source) => [source, feedOf(options, source)]));
    this.#options = { ...options, feeds };
    this.#shards = new Map([...feeds].map(([source, feed]) => [source, feed.shards]));
    this.#serving = new Subscription(
      this.#options,
      isView(projection) ? serving(projection) : { subscription: projection.name },
    );
    if (isView(projection)) {
      this.#generations = new ViewGenerations(projection, this.#options, this.#shards, this.#serving);
    }
  }

  get name(): string {
    return this.#options.projection.name;
  }

  get kind(): RunnerStatus['kind'] {
    return isView(this.#options.projection) ? 'view' : 'reaction';
  }

  /**
   * Prepares the view's generation and subscribes to the feeds; a rebuild begun before goes on. When the view's version
   * was changed, the generation before it stands still, since this code cannot keep it up, and answers until the swap.
   */
  async start(): Promise<void> {
    this.#isStopped = false;
    if (this.#generations) return this.#generations.start();
    await this.#options.database.transaction((tx) => openCheckpoints(tx, this.name, this.#shards));
    await this.#serving.open();
  }

  /** Waits for the batches in hand. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#generations?.stop();
    await this.#serving.close();
  }

  status(): Promise<RunnerStatus> {
    return readStatus(this.#options, this.#serving, this.#generations?.rebuild, this.#isStopped);
  }

  /** The generation at work, and what it backs off from, in words; none while it is stopped. Asks no database. */
  get working(): Working | undefined {
    const { rebuild } = this.#generations ?? {};
    if (this.#isStopped) return undefined;
    if (!this.#serving.isOpen && rebuild) {
      return { subscription: rebuild.subscription.generation.subscription, problem: rebuild.trouble };
    }
    const { problem } = this.#serving;
    return { subscription: this.name, problem: problem === undefined ? undefined : inWords(problem) };
  }

  /**
   * Views only: builds the view anew beside the serving one and swaps it in when it has caught up. Resolves when the
   * rebuild has begun; one that is under way goes on. See `status().rebuilding`.
   */
  async rebuild(): Promise<void> {
    if (!this.#generations) {
      throw new DomainError('NotAView', 'invalid', `${this.name} is a reaction: only a view can be rebuilt.`);
    }
    if (this.#isStopped) throw new DomainError('NotServing', 'conflict', `${this.name} is stopped: start it first.`);
    await this.#generations.begin();
  }

  /** Resolves when no rebuild is under way any more. */
  async rebuilt(): Promise<void> {
    await this.#generations?.rebuilt;
  }

  /** Streams held back, by source and stream; the next page follows upon the last one. */
  parked(page?: ParkedPage): Promise<ParkedStream[]> {
    return listParked(this.#options.database, this.name, page);
  }

  /** Hands parked records to the projection again, in order: of one stream or of all. */
  replay(stream?: string): Promise<Replayed> {
    return this.#serving.replay(stream);
  }

  /**
   * Resolves when the projection has seen the positions; those of sources it does not listen to are passed over.
   * @throws DomainError `PositionNotReached` (conflict) after `milliseconds`; `InvalidPositionToken` for a shard that is
   * none
   */
  async waitFor(positions: Positions, milliseconds: number): Promise<void> {
    const { progress } = this.#serving;
    const wanted = [...positions].filter(([source]) => this.#shards.has(source));
    const isKnown = ([source, list]: (typeof wanted)[number]): boolean =>
      list.every(({ shard }) => shard < this.#shards.get(source)!);
    if (!wanted.every(isKnown)) throw invalidPositionToken();
    const isThere = (): boolean => wanted.every(([source, list]) => hasReached(progress.checkpoints, source, list));
    const until = Date.now() + milliseconds;
    for (;;) {
      const seen = progress.moved.count;
      if (isThere()) return;
      if (Date.now() >= until) throw notReached(this.name, milliseconds);
      await progress.moved.wait(seen, Math.min(LOOK_AGAIN, until - Date.now()));
      if (progress.moved.count === seen) await this.#serving.refresh();
    }
  }
}

const feedOf = ({ projection, feeds }: RunnerOptions, source: string): Feed => {
  const feed = feeds.get(source);
  if (!feed) throw new Error(`${projection.name} listens to ${source}, but there is no such feed.`);
  return feed;
};

const notReached = (name: string, milliseconds: number): DomainError =>
  new DomainError(
    'PositionNotReached',
    'conflict',
    `${name} has not come to the position within ${milliseconds} ms. It is on its way: ask again, or without the token.`,
  );
