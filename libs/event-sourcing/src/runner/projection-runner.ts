import type { TransactionalEventStore } from '../event-store.js';
import type { Feed } from '../feed.js';
import type { Reaction, View } from '../projection.js';
import type { Positions } from './position-token.js';
import type { ParkedStream, Replayed, RunnerStatus } from './status.js';
import type { TransactionalSql } from './transactional-sql.js';

export interface RunnerOptions {
  readonly projection: View | Reaction;
  /** By source; must have each of the projection's sources. */
  readonly feeds: ReadonlyMap<string, Feed>;
  /** The service's own database, with {@link RUNNER_TABLES}. */
  readonly database: TransactionalSql;
  /** The service's own store, to which reactions append. */
  readonly store: TransactionalEventStore;
}

/**
 * Runs one view or reaction: each batch in one transaction with its checkpoints, so that effects happen exactly once
 * whatever the feeds deliver. Parks streams whose records fail, and builds generations of views.
 */
export class ProjectionRunner {
  constructor(private readonly options: RunnerOptions) {}

  /** Prepares the view's generation and subscribes to the feeds; a rebuild begun before goes on. */
  async start(): Promise<void> {
    throw new Error(`not yet: ${this.options.projection.name}`);
  }

  /** Waits for the batches in hand. */
  async stop(): Promise<void> {}

  async status(): Promise<RunnerStatus> {
    throw new Error('not yet');
  }

  /**
   * Views only: builds the view anew beside the serving one and swaps it in when it has caught up. Resolves when the
   * rebuild has begun; one that is under way goes on. See `status().rebuilding`.
   */
  async rebuild(): Promise<void> {}

  /** Resolves when no rebuild is under way any more. */
  async rebuilt(): Promise<void> {}

  /** Streams held back, oldest first; the next page follows upon the last one's `source` and `stream`. */
  async parked(_page?: { readonly limit?: number; readonly after?: ParkedStream }): Promise<ParkedStream[]> {
    return [];
  }

  /** Hands parked records to the projection again, in order: of one stream or of all. */
  async replay(_stream?: string): Promise<Replayed> {
    return { replayed: 0, records: 0, failed: 0 };
  }

  /**
   * Resolves when the projection has seen the positions; those of sources it does not listen to are passed over.
   * @throws DomainError `PositionNotReached` (conflict) after `milliseconds`
   */
  async waitFor(_positions: Positions, _milliseconds: number): Promise<void> {}
}
