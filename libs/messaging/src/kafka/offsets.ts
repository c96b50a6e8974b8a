import type { Consumer } from 'kafkajs';

const COMMIT_EVERY = 2_000;

/**
 * Where to read on after a restart, told to Kafka now and then. Nothing depends on it: what is read again is skipped, and
 * what is missed is read from the history.
 */
export class Offsets {
  readonly #reached = new Map<string, { topic: string; partition: number; offset: string }>();
  #timer: NodeJS.Timeout | undefined;
  #committing: Promise<void> = Promise.resolve();

  constructor(private readonly consumer: Consumer) {}

  start(): void {
    this.#timer = setInterval(() => this.#commit(), COMMIT_EVERY).unref();
  }

  reached(topic: string, partition: number, offset: string): void {
    this.#reached.set(`${topic} ${partition}`, { topic, partition, offset: String(BigInt(offset) + 1n) });
  }

  /** Of the partitions of others nothing may be told any more. */
  keep(assignment: Readonly<Record<string, readonly number[]>>): void {
    for (const [key, { topic, partition }] of this.#reached) {
      if (!assignment[topic]?.includes(partition)) this.#reached.delete(key);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#commit();
    await this.#committing;
  }

  #commit(): void {
    const offsets = [...this.#reached.values()];
    if (offsets.length === 0) return;
    this.#reached.clear();
    this.#committing = this.#committing.then(() => this.consumer.commitOffsets(offsets)).catch(() => undefined);
  }
}
