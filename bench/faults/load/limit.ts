import { setTimeout } from 'node:timers/promises';

/** Milliseconds. */
const TURN = 250;

/**
 * So many acknowledged in a second at most, by all lanes together. What an outage held up is not caught up on at once, so
 * that a small machine gets its breath back.
 */
export class Limit {
  readonly #acknowledged: () => number;
  readonly #inTurn: number;
  #begun = -Infinity;
  #before = 0;

  constructor(acknowledged: () => number, perSecond: number) {
    this.#acknowledged = acknowledged;
    this.#inTurn = (perSecond * TURN) / 1_000;
  }

  async wait(): Promise<void> {
    for (;;) {
      const [now, count] = [performance.now(), this.#acknowledged()];
      if (now - this.#begun >= TURN) [this.#begun, this.#before] = [now, count];
      if (count - this.#before < this.#inTurn) return;
      await setTimeout(this.#begun + TURN - now);
    }
  }
}
