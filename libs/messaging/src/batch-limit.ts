/** Records in one batch, over all shards: enough for set-based SQL, and little memory for many consumers. */
const MOST_RECORDS = 2_000;

/** How many events of each shard to read, so that a batch stays within bounds however many shards have news. */
export class BatchLimit {
  #limit: number;

  constructor(
    private readonly shards: number,
    private readonly batchSize: number,
  ) {
    this.#limit = this.#share(shards);
  }

  get perShard(): number {
    return this.#limit;
  }

  /**
   * Shards that filled their part share the next batch among them. Grows by doubling, since others may come back.
   * Answers whether there are such shards: then there is more.
   */
  learn(read: readonly number[]): boolean {
    const full = read.filter((count) => count >= this.#limit).length;
    this.#limit = full === 0 ? this.#share(this.shards) : Math.min(this.#share(full), this.#limit * 2);
    return full > 0;
  }

  #share(among: number): number {
    return Math.max(1, Math.min(this.batchSize, Math.floor(MOST_RECORDS / among)));
  }
}
