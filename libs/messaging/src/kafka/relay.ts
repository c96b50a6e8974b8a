import { setTimeout } from 'node:timers/promises';
import { SpanKind } from '@opentelemetry/api';
import {
  inWords,
  TraceSpans,
  type Feed,
  type FeedConsumer,
  type FeedSlice,
  type FeedSubscription,
  type RunnerLogger,
  type TransactionalSql,
} from '@clientele/event-sourcing';
import type { Kafka, Message, Producer } from 'kafkajs';
import { LEFT_OUT } from '../recent-records.js';
import { withHint } from './kafka-refusal.js';
import { newProducer } from './new-producer.js';
import { RelayLeases, type Lease } from './relay-leases.js';
import { inRounds, LARGEST_BATCH, sizeOf } from './rounds.js';
import { progressMessage, toMessage } from './wire-message.js';

export interface RelayOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  /** kafkajs' number of a compression. */
  readonly compression: number;
  /** What the service publishes, read from its own store. */
  readonly feed: Feed;
  /** The publisher's own, with {@link RELAY_TABLES}. */
  readonly database: TransactionalSql;
  /** Names this process among those of the service. */
  readonly member: string;
  /** Called once before the first record is sent; checks the topic. */
  readonly prepare: () => Promise<void>;
  readonly logger: RunnerLogger;
}

const RENEW_EVERY = 2_000;
const BATCH_SIZE = 1_000;

/**
 * Sends what a service publishes to Kafka: shard k to partition k, in order, each batch acknowledged by all replicas
 * before the cursor moves. What was sent and not acknowledged is sent again; consumers skip it.
 */
export class Relay {
  readonly #leases: RelayLeases;
  readonly #producer: Producer;
  readonly #closing = new AbortController();
  #subscription: FeedSubscription | undefined;
  #share: readonly number[] = [];
  #held: ReadonlyMap<number, Lease> = new Map();
  #problem: unknown;
  #done: Promise<void> = Promise.resolve();

  constructor(private readonly options: RelayOptions) {
    this.#leases = new RelayLeases(options.database, options.member);
    this.#producer = newProducer(options.kafka);
  }

  /** What it backs off from. */
  get problem(): unknown {
    return this.#problem ?? this.#subscription?.problem;
  }

  /** The shards that this process sends. */
  get shards(): number[] {
    return [...this.#share];
  }

  start(): void {
    this.#done = this.#run();
  }

  /** Waits for the batch in hand, and leaves its shards to others. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#done;
    await this.#subscription?.close();
    await this.#leases.leave().catch(() => undefined);
    await this.#producer.disconnect().catch(() => undefined);
  }

  async #run(): Promise<void> {
    let isPrepared = false;
    while (!this.#closing.signal.aborted) {
      try {
        // In trouble, too: the topic may be gone.
        if (!isPrepared || this.#subscription?.problem !== undefined) await this.#prepare();
        isPrepared = true;
        await this.#renew();
        this.#problem = undefined;
      } catch (error) {
        this.#problem = error;
        this.options.logger.warn({ error: inWords(error) }, 'The relay to Kafka is in trouble; it is tried again.');
      }
      await setTimeout(RENEW_EVERY, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    }
  }

  async #prepare(): Promise<void> {
    await this.options.prepare();
    await this.#producer.connect();
    await this.#leases.open(this.options.feed.shards);
  }

  async #renew(): Promise<void> {
    const { take, give, keep } = await this.#leases.renew();
    const isSame = take.length === 0 && give.length === 0 && keep.length === this.#share.length;
    if (this.#subscription && isSame) return;
    await this.#subscription?.close();
    this.#subscription = undefined;
    await this.#leases.give(give);
    const share = [...keep, ...take].sort((a, b) => a - b);
    this.#share = share;
    this.#subscription = await this.options.feed.subscribe(this.#sender);
    this.options.logger.info({ shards: share }, 'The relay to Kafka has its share of the shards.');
  }

  readonly #sender: FeedConsumer = {
    name: 'relay',
    batchSize: BATCH_SIZE,
    checkpoints: async () => {
      const held = await this.#leases.held();
      this.#held = new Map(held.map((lease) => [lease.shard, lease]));
      return Array.from({ length: this.options.feed.shards }, (_, shard) => this.#held.get(shard)?.sent ?? LEFT_OUT);
    },
    handle: (slices) => this.#sendAndMove(slices).catch((error: unknown) => this.#sendEachAlone(slices, error)),
  };

  async #sendAndMove(slices: readonly FeedSlice[]): Promise<void> {
    await this.#sendAll(slices);
    const epochOf = (shard: number): number => this.#held.get(shard)?.epoch ?? -1;
    await this.#leases.sent(slices.map(({ shard, to }) => ({ shard, sent: to, epoch: epochOf(shard) })));
  }

  /** One shard's trouble does not hold the others up, nor have them sent again and again. */
  async #sendEachAlone(slices: readonly FeedSlice[], error: unknown): Promise<void> {
    this.options.logger.warn({ error: inWords(withHint(error)) }, 'Kafka has not taken a batch; it is sent again.');
    if (slices.length === 1) throw withHint(error);
    const results = await Promise.allSettled(slices.map((slice) => this.#sendAndMove([slice])));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw withHint(failed.reason);
  }

  /** In the traces of its records, each of which goes on with what consumers make of it. */
  async #sendAll(slices: readonly FeedSlice[]): Promise<void> {
    const { topic } = this.options;
    const records = slices.flatMap((slice) => slice.records);
    const spans = new TraceSpans(records, `send ${topic}`, ({ shard }) => ({
      kind: SpanKind.PRODUCER,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.destination.name': topic,
        'messaging.destination.partition.id': String(shard),
      },
    }));
    const messages = slices.flatMap((slice) => this.#messagesOf(slice, spans));
    await spans.around(
      async () => {
        for (const round of inRounds(messages)) await this.#send(round);
      },
      () => ({ 'messaging.batch.message_count': messages.length }),
    );
  }

  async #send(messages: Message[]): Promise<void> {
    const { topic, compression } = this.options;
    const written = await this.#producer.send({ topic, messages, acks: -1, compression });
    // kafkajs leaves out partitions that it has not heard of.
    const partitions = new Set(written.map(({ partition }) => partition));
    const left = messages.find(({ partition }) => !partitions.has(partition ?? 0));
    if (left) throw new Error(`Kafka knows no partition ${left.partition} of topic ${topic}.`);
  }

  #messagesOf({ shard, from, to, records }: FeedSlice, spans: TraceSpans): Message[] {
    const messages = records
      .map((record) => toMessage(spans.continued(record)))
      .filter((message) => this.#fits(message));
    const last = records.at(-1)?.sequence ?? from;
    return last === to ? messages : [...messages, progressMessage(this.options.feed.source, shard, last, to)];
  }

  /** One that is too large leaves a gap on the wire, which consumers fill from the history. */
  #fits({ value, partition }: Message): boolean {
    if (sizeOf(value) <= LARGEST_BATCH) return true;
    this.options.logger.warn(
      { shard: partition },
      'A record is too large for Kafka; consumers read it from the history.',
    );
    return false;
  }
}
