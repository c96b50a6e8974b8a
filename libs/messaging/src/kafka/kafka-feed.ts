import type { Feed, FeedConsumer, FeedSlice, FeedSubscription } from '@clientele/event-sourcing';
import { PullSubscription } from '../pull-subscription.js';
import type { FeedHistory } from './feed-history.js';
import { Tail } from './tail.js';
import { WireReader } from './wire-reader.js';

/** How often a subscription looks although the wire brought nothing. */
const LONGEST_SLEEP = 1_000;

/**
 * A feed over Kafka. The wire makes it fast; the publisher's history makes it whole: a subscription goes by its own
 * checkpoints, takes what follows upon them from the tail of what came over the wire, and reads the rest from the
 * publisher. A {@link WireConsumer} fills the tail.
 */
export class KafkaFeed implements Feed {
  readonly tail: Tail;
  #heads: readonly number[] | undefined;

  constructor(
    readonly source: string,
    readonly shards: number,
    private readonly publisher: FeedHistory,
  ) {
    this.tail = new Tail(shards);
  }

  history(after: ReadonlyMap<number, number>, limit: number, types?: readonly string[]): Promise<FeedSlice[]> {
    return this.publisher.history(after, limit, types);
  }

  /** While the publisher cannot be asked: as far as is known without it. @throws where nothing is known of it yet */
  async heads(): Promise<number[]> {
    const { reached } = this.tail;
    try {
      this.#heads = await this.publisher.heads();
    } catch (error) {
      if (!this.#heads) throw error;
    }
    return this.#heads.map((head, shard) => Math.max(head, reached[shard] ?? 0));
  }

  async subscribe(consumer: FeedConsumer): Promise<FeedSubscription> {
    const reader = new WireReader(this.tail, this.publisher, consumer);
    const subscription = new PullSubscription(
      this.shards,
      reader.read,
      consumer,
      () => this.tail.remove(reader),
      LONGEST_SLEEP,
    );
    reader.wake = () => subscription.wake();
    this.tail.add(reader);
    subscription.start();
    return subscription;
  }
}
