import { SingleBar } from 'cli-progress';
import type { ImportStatus } from '../import/import-status.js';
import type { Messages } from '../messages/language.js';

const LINE_EVERY_MS = 2_000;
const INTERRUPTED = 130;

/** How an import comes along: a bar on a terminal, a line now and then elsewhere (a log, a pipe). */
export class Progress {
  private readonly bar?: SingleBar;
  private running?: ImportStatus;
  private lastLine = Date.now();

  constructor(readonly messages: Messages) {
    if (process.stderr.isTTY)
      this.bar = new SingleBar({
        stream: process.stderr,
        format: '{bar} {percentage}% {words}',
        barCompleteChar: '█',
        barIncompleteChar: '░',
        hideCursor: true,
        clearOnComplete: true,
      });
  }

  uploading(sent: number, total: number): void {
    this.show(sent, total, this.messages.uploading(sent, total));
  }

  importing(status: ImportStatus): void {
    this.running = status;
    const { bytes, rows, rowsPerSecond, secondsLeft } = status;
    this.show(bytes.read, bytes.total, this.messages.progress(rows, rowsPerSecond, secondsLeft));
  }

  /** A line above the bar. */
  say(line: string): void {
    this.stop();
    process.stderr.write(`${line}\n`);
  }

  stop(): void {
    this.bar?.stop();
  }

  /** On Ctrl-C: what becomes of the import, and how to see it. Returns how to stop listening. */
  onInterrupt(): () => void {
    const interrupt = (): void => {
      this.say(this.running ? this.messages.interrupted(this.running.id) : this.messages.uploadInterrupted());
      process.exit(INTERRUPTED);
    };
    process.once('SIGINT', interrupt);
    return () => process.off('SIGINT', interrupt);
  }

  private show(done: number, total: number, words: string): void {
    if (this.bar) return this.draw(this.bar, done, Math.max(total, 1), words);
    if (Date.now() - this.lastLine < LINE_EVERY_MS) return;
    this.lastLine = Date.now();
    process.stderr.write(`${Math.floor((100 * done) / Math.max(total, 1))}% ${words}\n`);
  }

  private draw(bar: SingleBar, done: number, total: number, words: string): void {
    if (!bar.isActive) bar.start(total, 0, { words });
    bar.setTotal(total);
    bar.update(done, { words });
  }
}
