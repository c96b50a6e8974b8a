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
}
