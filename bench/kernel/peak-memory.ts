const EVERY = 20;

/** The most memory that the process has while it is watched. */
export class PeakMemory {
  #peak = 0;
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => this.#look(), EVERY);
  }

  /** Answers the peak, in MB. */
  stop(): number {
    clearInterval(this.#timer);
    this.#look();
    return this.#peak / 2 ** 20;
  }

  #look(): void {
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss());
  }
}
