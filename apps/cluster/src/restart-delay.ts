const SHORTEST = 250;
const LONGEST = 10_000;
/** Whoever lived for so long did not fail by its start. */
const LONG_LIFE = 30_000;

/** Milliseconds to wait before a start: twice as long each time that a life was short. */
export class RestartDelay {
  private short = 0;
  private last = performance.now();

  next(now: number = performance.now()): number {
    this.short = now - this.last > LONG_LIFE ? 0 : this.short + 1;
    this.last = now;
    return Math.min(LONGEST, SHORTEST * 2 ** this.short);
  }
}
