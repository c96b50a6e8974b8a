/** Wakes those who wait. Remember `count` before you look for work, and wait with it: no wake-up is lost between. */
export class Signal {
  #count = 0;
  readonly #waiting = new Set<() => void>();

  get count(): number {
    return this.#count;
  }

  notify(): void {
    this.#count += 1;
    for (const wake of this.#waiting) wake();
  }

  /** Resolves at the first notification after `seen`, or when the time is over. */
  async wait(seen: number, milliseconds: number): Promise<void> {
    if (seen !== this.#count || milliseconds <= 0) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#waiting.add(wake);
    });
  }
}
