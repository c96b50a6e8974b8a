import type { Passed } from './place-customers.js';

/** How eagerly customers are placed. Milliseconds. */
export class PlacingPace {
  constructor(
    /** How often it looks whether something changed. */
    readonly look = 250,
    /** The view must have caught up and been quiet for so long, so that an import is not followed row by row. */
    readonly settle = 500,
    /** Where it is never quiet, customers are placed after so long all the same. */
    readonly longestWait = 30_000,
    /** Least time between two passes; ten times what comparing took where that is longer, see restAfter. */
    readonly interval = 2_000,
  ) {}

  /**
   * How long to wait after a pass. The first of a process compares everybody, with cold caches, which says little of the next:
   * that one mostly looks at those who changed since. Where it must compare all again, it rests.
   */
  restAfter({ isWhole, isFirst, comparing }: Passed): number {
    return isWhole && isFirst ? this.interval : Math.max(this.interval, 10 * comparing);
  }
}
