import { setTimeout } from 'node:timers/promises';
import type { EventStore } from '@clientele/event-sourcing';

const SHORTEST_POLL = 20;
const LONGEST_POLL = 50;
const POLL_IN_TROUBLE = 1_000;

interface Woken {
  wake(): void;
}

/**
 * Wakes a feed's subscriptions when the store has news: at once for appends of this process, by a poll of the heads for
 * those of others. One small query for all subscriptions together.
 */
export class HeadWatch {
  readonly #woken = new Set<Woken>();
  #stop?: () => void;

  constructor(private readonly store: EventStore) {}

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
    let pause = SHORTEST_POLL;
    while (!signal.aborted) {
      const heads = await this.store.heads().then(String, () => undefined);
      if (signal.aborted) return;
      pause =
        heads === undefined ? POLL_IN_TROUBLE : heads === known ? Math.min(pause + 5, LONGEST_POLL) : SHORTEST_POLL;
      // In trouble, too: so that each subscription sees it, and says so.
      if (heads !== known) this.#wake();
      known = heads ?? '';
      await setTimeout(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  #wake(): void {
    for (const woken of this.#woken) woken.wake();
  }
}
