import type { EventStore } from './event-store.js';
import type { FeedRecord } from './feed.js';
import type { Sql } from './sql.js';

/** What a view and a reaction have in common. */
export interface Projection {
  /** Unique within the service; plain kebab-case, e.g. `profile`. */
  readonly name: string;
  /** The services it listens to, and the types it handles of each; its own service's name for the store's own events. */
  readonly sources: Readonly<Record<string, readonly string[]>>;
  /** Most events of one shard in a batch; 1,000 unless said. */
  readonly batchSize?: number;
}

/**
 * Answers a question: its tables live in a schema of its own, named like the view. Queries name them with the schema
 * (`profile.customers`), `create` and `project` without it, since the search path leads to the generation in hand: the
 * serving one, or the one that is being rebuilt beside it. Must come to the same rows in whatever order the sources'
 * shards arrive: only the order within one stream is given.
 */
export interface View extends Projection {
  /** Raise it when the tables or their meaning change: it is then rebuilt beside the serving one and swapped in. */
  readonly version: number;
  /** Creates the empty tables. */
  create(tx: Sql): Promise<void>;
  /** Applies a batch, in order within each shard, by set-based SQL. All on `tx`. */
  project(records: readonly FeedRecord[], tx: Sql): Promise<void>;
}

/** Crosses a service: a feed in, commands out. Its appends and its checkpoint commit together. */
export interface Reaction extends Projection {
  /** `store` appends on `tx`. Append first, write other rows after. */
  react(records: readonly FeedRecord[], tx: Sql, store: EventStore): Promise<void>;
}

export const isView = (projection: View | Reaction): projection is View => 'project' in projection;
