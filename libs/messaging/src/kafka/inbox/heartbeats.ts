import type { EachBatchPayload } from 'kafkajs';

const EVERY = 1_000;

/** Tells the group that we live while a batch is in hand, and us when the group counts on us no more. */
export class Heartbeats {
  /** Aborted when the batch is to be left to whoever gets it next: we close, or the group shares out anew. */
  readonly signal: AbortSignal;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly payload: Pick<EachBatchPayload, 'heartbeat'>,
    closing: AbortSignal,
  ) {
    this.signal = AbortSignal.any([closing, this.#lost.signal]);
    this.#timer = setInterval(() => void this.#beat(), EVERY);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** kafkajs joins the group anew when it is told so by the error. */
  throwIfLost(): void {
    this.#lost.signal.throwIfAborted();
  }

  async #beat(): Promise<void> {
    await this.payload.heartbeat().catch((error: unknown) => this.#lost.abort(error));
  }
}
