import type { FeedRecord } from '../feed.js';
import type { Sql } from '../sql.js';
import { applyApart } from './apart.js';
import type { Apply, BatchRun } from './batch-run.js';
import { lockCheckpoints, type Generation } from './lock.js';
import { listParked, readHeld, settle } from './parking.js';
import type { ParkedStream, Replayed } from './status.js';
import type { SubscriptionOptions } from './subscription.js';
import type { Turns } from './turns.js';

const STREAMS = 100;
const RECORDS = 1_000;

/** Hands parked streams to the projection again, a page of streams in a transaction, in turn with the batches. */
export class Replay {
  private readonly subscription: string;

  constructor(
    private readonly options: SubscriptionOptions,
    private readonly generation: Generation,
    private readonly batches: BatchRun,
    private readonly turns: Turns,
  ) {
    this.subscription = generation.subscription;
  }

  async run(stream?: string): Promise<Replayed> {
    const sum = { replayed: 0, records: 0, failed: 0 };
    let after: ParkedStream | undefined;
    do {
      const page = await listParked(this.options.database, this.subscription, { limit: STREAMS, after, stream });
      for (const [source, parked] of Map.groupBy(page, (one) => one.source)) {
        const done = await this.turns.take(() => this.#page(source, parked));
        sum.replayed += done.replayed;
        sum.records += done.records;
        sum.failed += done.failed;
      }
      after = page.at(-1);
    } while (after);
    return sum;
  }

  #page(source: string, parked: readonly ParkedStream[]): Promise<Replayed> {
    const shards = Array.from({ length: this.options.feeds.get(source)?.shards ?? 0 }, (_, shard) => shard);
    return this.batches.locked(async (tx, apply) => {
      await lockCheckpoints(tx, this.generation, source, shards);
      const failed = new Map<string, unknown>();
      const streams = parked.map((one) => one.stream);
      await applyApart(
        tx,
        streams,
        (some) => this.#apply(tx, source, some, apply),
        (stream, error) => failed.set(stream, error),
      );
      const replayed = streams.filter((stream) => !failed.has(stream));
      const records = await settle(tx, this.subscription, source, replayed, failed);
      return { replayed: replayed.length, records, failed: failed.size };
    });
  }

  async #apply(tx: Sql, source: string, streams: readonly string[], apply: Apply): Promise<void> {
    let after = { stream: '', sequence: 0 };
    for (;;) {
      const records: FeedRecord[] = await readHeld(tx, this.subscription, source, streams, after, RECORDS);
      const last = records.at(-1);
      if (!last) return;
      await apply(records);
      after = last;
    }
  }
}
