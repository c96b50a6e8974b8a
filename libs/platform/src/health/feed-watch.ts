import type { Feed, ProjectionRunner, Sql } from '@clientele/event-sourcing';
import { readStandings, type Reached } from './read-standings.js';
import { WaitingLine } from './waiting-line.js';

export interface FeedWatchOptions {
  readonly database: Sql;
  /** By source. */
  readonly feeds: ReadonlyMap<string, Pick<Feed, 'heads'>>;
  readonly runners: ReadonlyMap<string, Pick<ProjectionRunner, 'working'>>;
  /** Milliseconds. */
  readonly stuckAfter: number;
}

/** How far a subscription is in one shard of one source. */
export interface Standing {
  readonly subscription: string;
  readonly source: string;
  readonly shard: number;
  readonly line: WaitingLine;
}

const LONGEST_PAUSE = 10_000;

/**
 * Looks from time to time how a service's views and reactions keep up. It does so by itself, and not only when asked:
 * only who has looked before can tell for how long something has stood still.
 */
export class FeedWatch {
  readonly #standings = new Map<string, Standing>();
  readonly #troubledSince = new Map<string, number>();
  #looking?: Promise<void> | undefined;
  #timer?: NodeJS.Timeout | undefined;

  constructor(private readonly options: FeedWatchOptions) {}

  get isWatching(): boolean {
    return this.#timer !== undefined;
  }

  get standings(): Standing[] {
    return [...this.#standings.values()];
  }

  start(): void {
    // What cannot be looked at now will be the next time.
    const look = (): void => void this.look().catch(() => undefined);
    this.#timer = setInterval(look, Math.min(LONGEST_PAUSE, this.options.stuckAfter / 3)).unref();
    look();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#looking?.catch(() => undefined);
  }

  /** Joins a look that is under way. */
  look(): Promise<void> {
    return (this.#looking ??= this.#look().finally(() => (this.#looking = undefined)));
  }

  /** What is stuck, and for how long, in words; empty while all goes well. */
  stuck(now = Date.now()): string[] {
    this.#noteTroubles(now);
    return [...this.options.runners.keys()].flatMap(
      (name) => this.#troubled(name, now) ?? this.#still(name, now) ?? [],
    );
  }

  async #look(): Promise<void> {
    this.#noteTroubles(Date.now());
    const { database, feeds, runners } = this.options;
    // Also of the generations of views that are being built.
    const subscriptions = [...runners.keys()].flatMap((name) => [name, `${name}~next`]);
    const reached = await readStandings(database, feeds, subscriptions);
    const now = Date.now();
    const before = new Map(this.#standings);
    this.#standings.clear();
    for (const one of reached) this.#note(one, before, now);
  }

  #note({ subscription, source, checkpoints, heads }: Reached, before: Map<string, Standing>, now: number): void {
    for (const [shard, checkpoint] of checkpoints.entries()) {
      const key = `${subscription} ${source} ${shard}`;
      const standing = before.get(key) ?? { subscription, source, shard, line: new WaitingLine() };
      standing.line.look(heads[shard], checkpoint, now);
      this.#standings.set(key, standing);
    }
  }

  #noteTroubles(now: number): void {
    for (const [name, { working }] of this.options.runners) {
      if (working?.problem === undefined) this.#troubledSince.delete(name);
      else if (!this.#troubledSince.has(name)) this.#troubledSince.set(name, now);
    }
  }

  #troubled(name: string, now: number): string | undefined {
    const since = this.#troubledSince.get(name);
    if (since === undefined || now - since < this.options.stuckAfter) return undefined;
    const problem = this.options.runners.get(name)?.working?.problem ?? '';
    return `${name} has been backing off for ${seconds(now - since)} from: ${problem}`;
  }

  #still(name: string, now: number): string | undefined {
    const working = this.options.runners.get(name)?.working?.subscription;
    const still = this.standings.find(
      ({ subscription, line }) => subscription === working && line.stood(now) >= this.options.stuckAfter,
    );
    if (!still) return undefined;
    const { source, shard, line } = still;
    return `${name} has stood still for ${seconds(line.stood(now))} in shard ${shard} of ${source}; events that wait there: ${line.lag}`;
  }
}

const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 1_000)} s`;
