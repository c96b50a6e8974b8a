import { setTimeout } from 'node:timers/promises';
import type { View } from '../projection.js';
import { begin, prepare, type Shards } from './generations.js';
import { Rebuild } from './rebuild.js';
import type { Subscription, SubscriptionOptions } from './subscription.js';
import { dropOld } from './swap.js';

/** Reads that began before a swap are given this time before its old tables go. */
const GRACE = 1_000;
const TRY_AGAIN = 1_000;

/** Which generation of a view serves, and which is being built. */
export class ViewGenerations {
  rebuild?: Rebuild;
  /** Resolves when no rebuild is under way. */
  rebuilt: Promise<void> = Promise.resolve();
  #dropped: Promise<void> = Promise.resolve();
  #stop = new AbortController();

  constructor(
    private readonly view: View,
    private readonly options: SubscriptionOptions,
    private readonly shards: Shards,
    private readonly serving: Subscription,
  ) {}

  async start(): Promise<void> {
    this.#stop = new AbortController();
    const { isServed, building } = await prepare(this.options.database, this.view, this.shards);
    if (isServed) await this.serving.open();
    this.#dropped = this.#dropOld();
    if (building) this.#build();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.rebuild?.stop();
    await this.rebuilt;
    await this.#dropped;
  }

  async begin(): Promise<void> {
    if (this.rebuild) return;
    await begin(this.options.database, this.view, this.shards);
    if (!this.rebuild && !this.#stop.signal.aborted) this.#build();
  }

  #build(): void {
    const rebuild = (this.rebuild = new Rebuild(this.view, this.options, this.serving));
    const { name, version } = this.view;
    this.options.logger?.info({ view: name, version }, 'The view is being built anew beside the serving one.');
    this.rebuilt = rebuild.ended.then(async () => {
      await this.#untilDone(() => this.#serve());
      if (!this.#stop.signal.aborted) this.options.logger?.info({ view: name, version }, 'The view was swapped in.');
      this.rebuild = undefined;
      this.#dropped = this.#dropped.then(() => this.#pause(GRACE)).then(() => this.#dropOld());
    });
  }

  async #serve(): Promise<void> {
    await this.serving.refresh();
    if (!this.serving.isOpen) await this.serving.open();
  }

  #dropOld(): Promise<void> {
    return this.#untilDone(() => dropOld(this.options.database, this.view));
  }

  async #untilDone(work: () => Promise<void>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        return await work();
      } catch {
        await this.#pause(TRY_AGAIN);
      }
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await setTimeout(milliseconds, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
