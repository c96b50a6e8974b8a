import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Comparison, Row } from './benchmark.ts';
import { BenchServer } from './bench-server.ts';
import { inDigits } from './figures.ts';
import type { Progress } from './progress.ts';

/** What can be stopped twice, as it is stopped by its user and at the end. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** What a benchmark works with: a folder and a PostgreSQL of its own, and where its figures go. */
export class Bench {
  readonly rows: Row[] = [];
  readonly #owned = new AsyncDisposableStack();
  #server?: Promise<BenchServer>;

  /** Its own; taken away at the end. */
  readonly folder: string;
  /** Little of everything, only to see that it runs. */
  readonly isQuick: boolean;
  readonly progress: Progress;

  private constructor(folder: string, isQuick: boolean, progress: Progress) {
    this.folder = folder;
    this.isQuick = isQuick;
    this.progress = progress;
  }

  static async open(isQuick: boolean, progress: Progress): Promise<Bench> {
    const folder = await mkdtemp(join(tmpdir(), 'clientele-bench-'));
    // PostgreSQL, which does not run as root, must be able to enter it.
    await chmod(folder, 0o755);
    return new Bench(folder, isQuick, progress);
  }

  /** Runs of each contender. */
  get runs(): number {
    return this.isQuick ? 1 : 5;
  }

  /** One of the two, by whether it is the short form. */
  either<T>(whole: T, quick: T): T {
    return this.isQuick ? quick : whole;
  }

  /** A new folder in its own, which PostgreSQL may enter. */
  async newFolder(): Promise<string> {
    const folder = await mkdtemp(join(this.folder, 'home-'));
    await chmod(folder, 0o755);
    return folder;
  }

  /** With the settings of the product: every commit is durable. */
  get server(): Promise<BenchServer> {
    return (this.#server ??= this.start(() => BenchServer.start(join(this.folder, 'postgres'))));
  }

  /** Starts what is stopped at the end at the latest, also where that comes early. Stopping it before is for its user. */
  async start<T extends Stoppable>(starting: () => Promise<T>): Promise<T> {
    if (this.#owned.disposed) throw new Error('Stopped.');
    const started = starting();
    this.#owned.defer(async () => (await started.catch(() => undefined))?.stop());
    return started;
  }

  /** Ours and the other by turns; the first turn of each warms up and does not count. */
  async compare({ what, unit, ours, against, mark }: Comparison): Promise<void> {
    const values: number[] = [];
    const others: number[] = [];
    for (let run = this.isQuick ? 1 : 0; run <= this.runs; run++) {
      for (const [contender, figures] of [
        [ours, values],
        [against, others],
      ] as const) {
        this.progress.say(`${what}: ${contender.name}, ${run === 0 ? 'warming up' : `run ${run} of ${this.runs}`}`);
        const figure = await contender.run();
        if (run > 0) figures.push(figure);
        this.progress.say(`${what}: ${contender.name}, ${inDigits(figure)} ${unit}`);
      }
    }
    this.record({ what, unit, values, against: { name: against.name, values: others }, ...(mark && { mark }) });
  }

  record(row: Row): void {
    this.rows.push(row);
  }

  /** What was started last is stopped first; only then is the folder taken away. */
  async close(): Promise<void> {
    await this.#owned.disposeAsync();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
