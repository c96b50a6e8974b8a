interface Seen {
  /** The last event that was there. */
  readonly head: number;
  readonly at: number;
}

/** Even, so that of every two the last one stays. */
const MOST = 64;

/**
 * How one subscription keeps up with one shard, as looks from time to time tell. It knows when it first saw an event, and
 * so for how long at least the oldest one has been waiting: what it says is too little by the time between two looks.
 */
export class WaitingLine {
  #head = 0;
  #checkpoint = 0;
  /** Of events not handled yet, oldest first. */
  #seen: Seen[] = [];
  /** Milliseconds between two of these, at least. */
  #step = 0;
  #stoodSince = 0;

  /** Without a head, where the publisher does not answer: then there is no news of it. */
  look(head: number | undefined, checkpoint: number, now: number): void {
    if (checkpoint !== this.#checkpoint || this.lag === 0) this.#stoodSince = now;
    this.#checkpoint = checkpoint;
    if (head !== undefined && head > this.#head) this.#see({ head, at: now });
    this.#head = head ?? this.#head;
    this.#seen = this.#seen.filter((one) => one.head > checkpoint);
    if (this.#seen.length === 0) this.#step = 0;
  }

  /** With more than it can remember it does so in longer steps: an event counts as seen rather too late than too early. */
  #see(one: Seen): void {
    const before = this.#seen.at(-2);
    if (before && one.at - before.at < this.#step) this.#seen.pop();
    this.#seen.push(one);
    if (this.#seen.length <= MOST) return;
    this.#step = (2 * (one.at - this.#seen[0]!.at)) / MOST;
    this.#seen = this.#seen.filter((_, index) => index % 2 === 0);
  }

  /** Events that it has not handled. */
  get lag(): number {
    return Math.max(0, this.#head - this.#checkpoint);
  }

  /** Milliseconds that the oldest of these has been waiting; 0 where there is none. */
  waited(now: number): number {
    return this.#seen[0] ? now - this.#seen[0].at : 0;
  }

  /** Milliseconds for which it has not moved although it could; 0 where it has all. */
  stood(now: number): number {
    return this.lag > 0 ? now - this.#stoodSince : 0;
  }
}
