import type { Caller } from './caller.ts';
import type { Load, Pace } from './load.ts';
import type { Random } from '../random.ts';

/** Of each service, those that people look at. */
const VIEWS = {
  intake: ['rejected'],
  customers: ['profile', 'duplicates'],
  interactions: ['timeline', 'tasks'],
  segmentation: ['value'],
  analytics: ['business'],
} as const;

const VIEW_PATHS = Object.entries(VIEWS).flatMap(([service, views]) =>
  views.map((view) => `/${service}/v1/operations/views/${view}/rebuild`),
);
const LONGEST_PAUSE = 60_000;

/** Somebody who has views built anew now and then; the old ones serve meanwhile. */
export class RebuildLane {
  readonly #random: Random;
  readonly #caller: Caller;
  readonly #pace: Pace;

  constructor({ random, caller, pace }: Load) {
    this.#random = random;
    this.#caller = caller;
    this.#pace = pace;
  }

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.#pace(LONGEST_PAUSE, stop);
      if (stop.aborted) return;
      const path = this.#random.oneOf(VIEW_PATHS);
      const answer = await this.#caller.ask({ method: 'POST', path });
      // One that is being built already is left to be.
      if (answer.status !== 202 && answer.status !== 409)
        throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  }
}
