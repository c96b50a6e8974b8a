import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, SubscriptionHost } from '@clientele/platform';
import type { Logger } from 'pino';
import { PlaceCustomers } from './place-customers.js';
import { PlacingPace } from './placing-pace.js';
import { type Seen, WhatChanged } from './what-changed.js';

const AFTER_ERROR = 1_000;

/** Places customers whenever the view, the rule or the time have moved on. */
@Injectable()
export class PlacingWorker implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  /** What the last whole pass was made from. */
  #placed?: Seen;
  #latest?: { readonly key: string; readonly since: number };
  #dueSince?: number;
  #restUntil = 0;

  constructor(
    private readonly customers: PlaceCustomers,
    private readonly changed: WhatChanged,
    private readonly host: SubscriptionHost,
    private readonly pace: PlacingPace,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.host.reportPending('standings', () => this.pending());
    this.#running = this.#run();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Customers that may stand elsewhere now; 1 where it is not known how many. */
  async pending(): Promise<number> {
    const seen = await this.changed.look(new Date());
    const isDue = await this.changed.since(this.#placed, seen);
    return isDue || !(await this.#isCaughtUp()) ? 1 : 0;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#pause(this.pace.look);
      if (this.#stop.signal.aborted) return;
      try {
        await this.#turn(new Date());
      } catch (error) {
        this.logger.warn({ error: error instanceof Error ? error.message : String(error) }, 'placing customers failed');
        await this.#pause(AFTER_ERROR);
      }
    }
  }

  async #turn(now: Date): Promise<void> {
    const seen = await this.changed.look(now);
    if (!(await this.changed.since(this.#placed, seen))) return;
    this.#dueSince ??= now.getTime();
    if (this.#latest?.key !== seen.key) this.#latest = { key: seen.key, since: now.getTime() };
    if (now.getTime() < this.#restUntil || !(await this.#isSettled(now.getTime()))) return;
    const passed = await this.customers.pass(now, () => this.#stop.signal.aborted);
    this.#restUntil = Date.now() + this.pace.restAfter(passed);
    if (!passed.isWhole) return;
    this.#placed = seen;
    this.#dueSince = undefined;
  }

  async #isSettled(now: number): Promise<boolean> {
    if (now - (this.#dueSince ?? now) >= this.pace.longestWait) return true;
    return now - (this.#latest?.since ?? now) >= this.pace.settle && (await this.#isCaughtUp());
  }

  async #isCaughtUp(): Promise<boolean> {
    const { state, lag } = await this.host.runner('value').status();
    return state !== 'stopped' && lag === 0;
  }

  async #pause(milliseconds: number): Promise<void> {
    await setTimeout(milliseconds, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
