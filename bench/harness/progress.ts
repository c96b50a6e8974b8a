import { SingleBar } from 'cli-progress';

/** Milliseconds; where there is no terminal. */
const LINE_EVERY = 5_000;

/** How a benchmark comes along: on a terminal a line that changes, elsewhere a line for each step, and now and then a share. */
export class Progress {
  readonly #begun = performance.now();
  readonly #bar?: SingleBar;
  #lastLine = 0;

  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
    if (process.stderr.isTTY)
      this.#bar = new SingleBar({
        stream: process.stderr,
        format: '{bar} {percentage}% {words}',
        barCompleteChar: '█',
        barIncompleteChar: '░',
        hideCursor: true,
        clearOnComplete: true,
      });
  }

  /** A step, with the time since the beginning. */
  say(step: string): void {
    this.#bar?.stop();
    const seconds = ((performance.now() - this.#begun) / 1_000).toFixed(1).padStart(7);
    process.stderr.write(`${seconds} s  ${this.#name}: ${step}\n`);
  }

  /** How much of a long step is done. */
  show(done: number, total: number, words: string): void {
    if (this.#bar) {
      if (!this.#bar.isActive) this.#bar.start(total, 0, { words });
      this.#bar.setTotal(total);
      this.#bar.update(done, { words });
    } else if (performance.now() - this.#lastLine > LINE_EVERY) {
      this.#lastLine = performance.now();
      this.say(`${Math.floor((100 * done) / total)} % ${words}`);
    }
  }

  stop(): void {
    this.#bar?.stop();
  }
}
