/** Milliseconds: a shard that stands still for so long, though the publisher is ahead, lacks what the wire should bring. */
const STALLED_AFTER = 2_000;
/** While the wire brings much of other shards, this one's turn may only come later. */
const STALLED_AFTER_IF_BUSY = 10_000;

/** Which shards of a subscription get what follows from the wire, and which must read it from the history. */
export class Stalls {
  /** Where it is (index = shard): as it asked, or as its checkpoints told, which another process may have moved. */
  #at: number[] = [];
  #asked: readonly number[] = [];
  /** At the last look (index = shard). */
  #seen: readonly number[] = [];
  readonly #behindSince: (number | undefined)[] = [];
  readonly #lacking = new Set<number>();

  get at(): readonly number[] {
    return this.#at;
  }

  /** The shards to read from the history, and after which sequence. */
  get lacking(): Map<number, number> {
    return new Map([...this.#lacking].map((shard) => [shard, this.#at[shard] ?? 0]));
  }

  /** Where it asks from now; answers where it is as far as is known. A subscription that was set back starts there anew. */
  advance(asked: readonly number[]): readonly number[] {
    const before = this.#asked;
    this.#at = asked.map((sequence, shard) =>
      sequence < (before[shard] ?? 0) ? sequence : Math.max(sequence, this.#at[shard] ?? 0),
    );
    this.#asked = [...asked];
    return this.#at;
  }

  /** What the checkpoints and the publisher say at this moment, in milliseconds. */
  look(checkpoints: readonly number[], heads: readonly number[], now: number, isBusy = false): void {
    const stalledAfter = isBusy ? STALLED_AFTER_IF_BUSY : STALLED_AFTER;
    heads.forEach((head, shard) => {
      const checkpoint = checkpoints[shard] ?? 0;
      // One that was set back, as by a restored backup, starts there anew.
      const isSetBack = checkpoint < (this.#seen[shard] ?? 0);
      this.#at[shard] = isSetBack ? checkpoint : Math.max(checkpoint, this.#asked[shard] ?? 0);
      const isStanding = this.#at[shard] < head && checkpoint === this.#seen[shard];
      const since = isStanding ? (this.#behindSince[shard] ?? now) : undefined;
      this.#behindSince[shard] = since;
      if (since !== undefined && now - since >= stalledAfter) this.#lacking.add(shard);
    });
    this.#seen = [...checkpoints];
  }

  lacks(shards: Iterable<number>): void {
    for (const shard of shards) this.#lacking.add(shard);
  }

  /** The wire brings what follows in these shards, or nothing follows there. */
  onWire(shards: Iterable<number>): void {
    for (const shard of shards) this.#lacking.delete(shard);
  }
}
