import { setTimeout } from 'node:timers/promises';
import type { EventStore } from '@clientele/event-sourcing';

type Watched = Pick<EventStore, 'heads' | 'onAppended'>;

interface Woken {
  wake(): void;
}

const SHORTEST_POLL = 20;
const LONGEST_POLL = 500;
const POLL_IN_TROUBLE = 1_000;

/**
 * Milliseconds to the next look, after so many without news: news of other processes that come in a stream are seen at
 * once, and a store that is quiet costs next to nothing.
 */
export const pauseAfter = (quiet: number): number => Math.min(LONGEST_POLL, Math.max(SHORTEST_POLL, quiet / 20));

const watches = new WeakMap<Watched, HeadWatch>();

/**
 * Wakes subscriptions when the store has news: at once for appends of this process, by a poll of the heads for those of
 * others. One small query for all feeds of the store together.
 */
export class HeadWatch {
  readonly #woken = new Set<Woken>();
  #stop?: () => void;

  private constructor(private readonly store: Watched) {}

  /** The one of the store. */
  static of(store: Watched): HeadWatch {
    const watch = watches.get(store) ?? new HeadWatch(store);
    watches.set(store, watch);
    return watch;
  }

  add(woken: Woken): void {
    this.#woken.add(woken);
    this.#stop ??= this.#start();
  }

  remove(woken: Woken): void {
    this.#woken.delete(woken);
    if (this.#woken.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }

  #start(): () => void {
    const closing = new AbortController();
    const stopListening = this.store.onAppended(() => this.#wake());
    void this.#poll(closing.signal);
    return () => {
      stopListening();
      closing.abort();
    };
  }

  async #poll(signal: AbortSignal): Promise<void> {
    let known = '';
    let since = performance.now();
    while (!signal.aborted) {
      const heads = await this.store.heads().then(String, () => undefined);
      if (signal.aborted) return;
      // In trouble, too: so that each subscription sees it, and says so.
      if (heads !== known) {
        since = performance.now();
        this.#wake();
      }
      known = heads ?? '';
      const pause = heads === undefined ? POLL_IN_TROUBLE : pauseAfter(performance.now() - since);
      await setTimeout(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  #wake(): void {
    for (const woken of this.#woken) woken.wake();
  }
}
