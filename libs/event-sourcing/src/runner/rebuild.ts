import type { View } from '../projection.js';
import { distance, readCheckpoints } from './checkpoints.js';
import { inWords } from './faults.js';
import { next } from './generations.js';
import { Subscription, type SubscriptionOptions } from './subscription.js';
import { swap } from './swap.js';
import type { TransactionalSql } from './transactional-sql.js';
import { Turns } from './turns.js';

/** Events: the serving generation stands still while the next one passes it, so it must not be far behind. */
const CLOSE_BEHIND = 1_000;
const LONGEST_STANDSTILL = 5_000;
const LOOK_AGAIN = 250;
/** After a swap that did not come off, the serving generation works on for this time at least. */
const PAUSE_BETWEEN_SWAPS = 2_000;
/** One swap at a time in a database: each holds a connection while the next generation needs another. */
const swapping = new WeakMap<TransactionalSql, Turns>();

/** Builds the next generation of a view beside the serving one, and swaps it in. */
export class Rebuild {
  readonly subscription: Subscription;
  /** Resolves when it is swapped in (or another process did so), or stopped. */
  readonly ended: Promise<void>;
  #problem: unknown;
  #isStopped = false;
  #swapAgainAt = 0;

  constructor(
    private readonly view: View,
    private readonly options: SubscriptionOptions,
    private readonly serving: Subscription,
  ) {
    this.subscription = new Subscription(options, next(view));
    this.ended = this.#run();
  }

  /** What it or its feeds back off from, in words. */
  get trouble(): string | undefined {
    const problem = this.#problem ?? this.subscription.problem;
    return problem === undefined ? undefined : inWords(problem);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.subscription.progress.moved.notify();
    await this.ended;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      const seen = this.subscription.progress.moved.count;
      try {
        if (!this.subscription.isOpen) await this.subscription.open();
        if (await this.#isGone()) break;
        if ((await this.#isCloseBehind()) && (await this.#swap()) !== 'not-yet') break;
        this.#problem = undefined;
      } catch (error) {
        this.#problem = error;
      }
      if (!this.#isStopped) await this.#moved(seen);
    }
    await this.subscription.close();
  }

  /** Another process swapped it in, or began anew: this one may never hear of it, when nothing new comes. */
  async #isGone(): Promise<boolean> {
    const { rows } = await this.options.database.query<{ next: number | null }>(
      'SELECT next_version AS next FROM public.views WHERE name = $1',
      [this.view.name],
    );
    return rows[0]?.next !== this.view.version;
  }

  /** Not while it backs off, since the serving generation would wait in vain. */
  async #isCloseBehind(): Promise<boolean> {
    if (this.subscription.problem !== undefined || Date.now() < this.#swapAgainAt) return false;
    const { database } = this.options;
    const [reached, served] = await Promise.all([
      readCheckpoints(database, this.subscription.generation.subscription),
      readCheckpoints(database, this.view.name),
    ]);
    return distance(reached, served) <= CLOSE_BEHIND;
  }

  async #swap(): ReturnType<typeof swap> {
    const { database } = this.options;
    const turns = swapping.get(database) ?? new Turns();
    swapping.set(database, turns);
    // In turn with the serving generation's batches, so that none waits with a connection in its hand.
    const swapped = await turns.take(() => this.serving.inTurn(() => this.#swapNow()));
    this.#swapAgainAt = Date.now() + PAUSE_BETWEEN_SWAPS;
    return swapped;
  }

  #swapNow(): ReturnType<typeof swap> {
    const until = Date.now() + LONGEST_STANDSTILL;
    return swap(this.options.database, this.view, async () => {
      await this.#moved(this.subscription.progress.moved.count, 50);
      return !this.#isStopped && Date.now() < until;
    });
  }

  #moved(seen: number, milliseconds = LOOK_AGAIN): Promise<void> {
    return this.subscription.progress.moved.wait(seen, milliseconds);
  }
}
