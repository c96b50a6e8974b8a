import { FeedGapError, type FeedConsumer, type FeedRecord, type FeedSlice } from '@clientele/event-sourcing';

export type Crash = 'before-commit' | 'after-commit' | undefined;

/** A consumer's database: effects and checkpoints change together. Survives its consumers. */
export class Ledger {
  effects: FeedRecord[] = [];
  checkpoints: number[];
  #last: Promise<unknown> = Promise.resolve();

  constructor(shards: number) {
    this.checkpoints = Array<number>(shards).fill(0);
  }

  /** One transaction at a time. */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Amounts by stream, in the order they took effect. */
  get amounts(): Map<string, number[]> {
    const amounts = new Map<string, number[]>();
    for (const { stream, data } of this.effects) {
      amounts.set(stream, [...(amounts.get(stream) ?? []), (data as { amount: number }).amount]);
    }
    return amounts;
  }
}

/** Keeps the rules of a consumer, and crashes when it is told to. */
export class LedgerConsumer implements FeedConsumer {
  readonly name = 'ledger';
  types?: readonly string[];
  batchSize = 50;
  crash: () => Crash = () => undefined;
  crashes = 0;
  /** Runs within each batch. */
  meanwhile: (slices: readonly FeedSlice[]) => Promise<void> = async () => undefined;
  inHand = 0;
  mostInHand = 0;
  mostRecords = 0;

  constructor(
    readonly source: string,
    readonly ledger: Ledger,
  ) {}

  async checkpoints(): Promise<number[]> {
    return [...this.ledger.checkpoints];
  }

  async handle(slices: readonly FeedSlice[]): Promise<void> {
    this.inHand += 1;
    this.mostInHand = Math.max(this.mostInHand, this.inHand);
    this.mostRecords = Math.max(this.mostRecords, ...slices.map((slice) => slice.records.length));
    try {
      await this.ledger.transaction(() => this.#commit(slices));
    } finally {
      this.inHand -= 1;
    }
  }

  async #commit(slices: readonly FeedSlice[]): Promise<void> {
    const crash = this.crash();
    const checkpoints = [...this.ledger.checkpoints];
    const effects: FeedRecord[] = [];
    for (const { shard, from, to, records } of slices) {
      const checkpoint = checkpoints[shard] ?? 0;
      if (from > checkpoint) throw new FeedGapError(this.source, shard, checkpoint, from);
      effects.push(...records.filter((record) => record.sequence > checkpoint));
      checkpoints[shard] = Math.max(checkpoint, to);
    }
    await this.meanwhile(slices);
    if (crash === 'before-commit') this.#fail();
    this.ledger.effects.push(...effects);
    this.ledger.checkpoints = checkpoints;
    if (crash === 'after-commit') this.#fail();
  }

  #fail(): never {
    this.crashes += 1;
    throw new Error('The consumer crashed.');
  }
}
