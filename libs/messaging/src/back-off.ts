import { setTimeout } from 'node:timers/promises';

const FIRST = 20;
const LONGEST = 5_000;

/** Waits longer after each failure, up to 5 s, and at random so that many do not come at once. */
export class BackOff {
  #failures = 0;

  reset(): void {
    this.#failures = 0;
  }

  async wait(signal: AbortSignal): Promise<void> {
    const longest = Math.min(LONGEST, FIRST * 2 ** this.#failures++);
    await setTimeout(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}
