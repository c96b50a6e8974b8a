/** How eagerly customers are placed. Milliseconds. */
export class PlacingPace {
  constructor(
    /** How often it looks whether something changed. */
    readonly look = 250,
    /** The view must have caught up and been quiet for so long, so that an import is not followed row by row. */
    readonly settle = 500,
    /** Where it is never quiet, customers are placed after so long all the same. */
    readonly longestWait = 30_000,
    /** Least time between two passes; ten times what comparing took where that is longer. */
    readonly interval = 2_000,
  ) {}

  /**
   * How long to wait after a pass. The first of a process compares everybody, which says nothing of the next: that one
   * looks at those who changed since, and among a million need not wait ten minutes for it.
   *
   * @param comparing milliseconds that the pass took to compare
   */
  restAfter(comparing: number, isFirst: boolean): number {
    return isFirst ? this.interval : Math.max(this.interval, 10 * comparing);
  }
}
