import type { FeedSlice } from '../feed.js';
import type { Checkpoints } from './checkpoints.js';

/** Milliseconds after which it is written down though nothing of concern comes. */
const WRITTEN_AFTER = 250;

/**
 * Runs of a source's shards in which nothing concerns a subscription. Their checkpoints move with the next batch that has
 * something, or a moment later: else each event costs a commit in every view that it says nothing to. Who crashes before
 * reads them again, in vain.
 */
export class Skipped {
  readonly #runs = new Map<string, Map<number, FeedSlice>>();
  #timer?: NodeJS.Timeout;

  /** `write` is called once what has come is due; it is to take it. */
  constructor(private readonly write: () => void) {}

  get sources(): string[] {
    return [...this.#runs.keys()];
  }

  /** Whether a slice touches the shard's run; undefined where there is none. */
  touches(source: string, { shard, from, to }: FeedSlice): boolean | undefined {
    const run = this.#runs.get(source)?.get(shard);
    return run && from <= run.to && to >= run.from;
  }

  /** Slices that each touch the shard's run, or begin it. */
  add(source: string, slices: readonly FeedSlice[]): void {
    const runs = this.#runs.get(source) ?? new Map<number, FeedSlice>();
    this.#runs.set(source, runs);
    for (const { shard, from, to } of slices) {
      const run = runs.get(shard) ?? { from, to };
      runs.set(shard, { shard, from: Math.min(from, run.from), to: Math.max(to, run.to), records: [] });
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.write();
    }, WRITTEN_AFTER).unref();
  }

  /** They are the caller's from now on. */
  take(source: string): FeedSlice[] {
    const runs = [...(this.#runs.get(source)?.values() ?? [])];
    this.#runs.delete(source);
    return runs;
  }

  /** Checkpoints that were read after the call, and how far it really is. */
  get beyond(): (checkpoints: Checkpoints) => Checkpoints {
    const runs = new Map([...this.#runs].map(([source, each]) => [source, new Map(each)]));
    return (checkpoints) =>
      new Map(
        [...checkpoints].map(([source, sequences]) => [
          source,
          sequences.map((sequence, shard) => {
            const run = runs.get(source)?.get(shard);
            return run && run.from <= sequence ? Math.max(sequence, run.to) : sequence;
          }),
        ]),
      );
  }
}
