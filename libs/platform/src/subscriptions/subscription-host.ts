import {
  DomainError,
  isView,
  mergePositions,
  ProjectionRunner,
  type EventStore,
  type Feed,
  type Positions,
  type Reaction,
  type Replayed,
  type TransactionalEventStore,
  type View,
} from '@clientele/event-sourcing';
import type { Logger } from 'pino';
import type { Database } from '../database/database.js';
import { PublisherUnreachable } from '../feed-exchange/feed-client.js';
import { FeedWatch } from '../health/feed-watch.js';
import { observeFeeds } from '../health/observe-feeds.js';
import { HttpProblem } from '../http/problem.js';
import { readOperations, type OperationsStatus } from './operations-status.js';

export interface SubscriptionHostOptions {
  readonly database: Database;
  readonly store: TransactionalEventStore;
  /** By source, the service's own store among them. */
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly logger: Logger;
  /** Asks other services; without it, only what this service's own reactions make of a position is waited for. */
  readonly follow?: Follow;
  /** Milliseconds after which something that should move and does not is stuck. */
  readonly stuckAfter: number;
}

/**
 * What the reactions of `service` made of positions in other stores: waits until they have seen them, and answers how far
 * its own store is then; with nothing, where it has no such reactions.
 */
export type Follow = (service: string, positions: Positions, milliseconds: number) => Promise<Positions>;

export type PendingWork = () => Promise<number>;

const LONGEST_WAIT = 10_000;

/** Runs the service's views and reactions. */
export class SubscriptionHost {
  readonly runners = new Map<string, ProjectionRunner>();
  readonly watch: FeedWatch;
  private readonly projections = new Map<string, View | Reaction>();
  private readonly pending = new Map<string, PendingWork>();

  private stopObserving?: () => void;

  constructor(private readonly options: SubscriptionHostOptions) {
    this.watch = new FeedWatch({ ...options, runners: this.runners });
  }

  /** What `projections()` calls; before `start`. */
  register(projection: View | Reaction): void {
    if (this.projections.has(projection.name)) throw new Error(`There are two projections named ${projection.name}.`);
    this.projections.set(projection.name, projection);
    this.runners.set(projection.name, new ProjectionRunner({ projection, ...this.options }));
  }

  /** The other services that its views and reactions listen to. */
  get publishers(): string[] {
    return this.sourcesOf([...this.projections.keys()]).filter((source) => source !== this.options.store.name);
  }

  /** A job outside the subscriptions tells how much it has still to do, so that `caughtUp` waits for it. */
  reportPending(name: string, count: PendingWork): void {
    this.pending.set(name, count);
  }

  async start(): Promise<void> {
    await Promise.all([...this.runners.values()].map((runner) => runner.start()));
    this.watch.start();
    const { database, store } = this.options;
    const subscriptions = [...this.runners.keys()];
    this.stopObserving = observeFeeds({ service: store.name, database, watch: this.watch, subscriptions });
  }

  /** Waits for the batches in hand. */
  async stop(): Promise<void> {
    this.stopObserving?.();
    await this.watch.stop();
    await Promise.all([...this.runners.values()].map((runner) => runner.stop()));
  }

  status(): Promise<OperationsStatus> {
    return readOperations(this.options.store, [...this.runners.values()], this.pending);
  }

  /** Builds a view anew beside the serving one. Resolves when that has begun. */
  rebuild(view: string): Promise<void> {
    return this.runner(view).rebuild();
  }

  replay(subscription: string, stream?: string): Promise<Replayed> {
    return this.runner(subscription).replay(stream);
  }

  runner(name: string): ProjectionRunner {
    const runner = this.runners.get(name);
    if (runner) return runner;
    const names = [...this.runners.keys()].join(', ');
    throw new DomainError('SubscriptionUnknown', 'missing', `There is no subscription "${name}"; there are: ${names}.`);
  }

  /**
   * Resolves when the views hold what the positions stand for, and what reactions made of it: this service's, and those
   * of the services that the views listen to. @throws HttpProblem 503 after `milliseconds`
   */
  async waitFor(views: readonly string[], positions: Positions, milliseconds = LONGEST_WAIT): Promise<void> {
    const until = Date.now() + milliseconds;
    try {
      const followed = await Promise.all(
        this.sourcesOf(views).map((source) => this.followedBy(source, positions, until - Date.now())),
      );
      await this.waitForEach(views, mergePositions(positions, ...followed), until);
    } catch (error) {
      const isLate = error instanceof DomainError && error.code === 'PositionNotReached';
      if (isLate || error instanceof PublisherUnreachable) throw behind(milliseconds);
      throw error;
    }
  }

  /** See {@link Follow}. */
  async follow(positions: Positions, milliseconds: number): Promise<Positions> {
    const reactions = this.reactionsTo(positions);
    if (reactions.length === 0) return new Map();
    await this.waitForEach(reactions, positions, Date.now() + milliseconds);
    return headsOf(this.options.store);
  }

  private async followedBy(source: string, positions: Positions, milliseconds: number): Promise<Positions> {
    if (source === this.options.store.name) return this.follow(positions, milliseconds);
    return (await this.options.follow?.(source, positions, milliseconds)) ?? new Map();
  }

  private sourcesOf(views: readonly string[]): string[] {
    return [...new Set(views.flatMap((name) => Object.keys(this.projections.get(name)?.sources ?? {})))];
  }

  private async waitForEach(names: readonly string[], positions: Positions, until: number): Promise<void> {
    await Promise.all(names.map((name) => this.runner(name).waitFor(positions, until - Date.now())));
  }

  private reactionsTo(positions: Positions): string[] {
    const reactions = [...this.projections.values()].filter((projection) => !isView(projection));
    const concerned = reactions.filter(({ sources }) => Object.keys(sources).some((source) => positions.has(source)));
    return concerned.map(({ name }) => name);
  }
}

const headsOf = async (store: EventStore): Promise<Positions> => {
  const heads = await store.heads();
  const positions = heads.map((sequence, shard) => ({ shard, sequence }));
  return new Map([[store.name, positions.filter(({ sequence }) => sequence > 0)]]);
};

const behind = (milliseconds: number): HttpProblem =>
  new HttpProblem(
    503,
    'ViewBehind',
    `The view has not come to the position of Clientele-After within ${milliseconds / 1_000} s; try again later.`,
    { 'retry-after': '5' },
  );
