import { setTimeout } from 'node:timers/promises';
import { inWords, type RunnerLogger } from '@clientele/event-sourcing';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { BackOff } from '../back-off.js';
import { withHint } from './kafka-refusal.js';
import { Offsets } from './offsets.js';
import type { Tail } from './tail.js';
import { toChunks } from './to-chunks.js';
import { TopicMissing } from './topics.js';
import { fromMessage, type Told } from './wire-message.js';

export interface WireConsumerOptions {
  readonly kafka: Kafka;
  /** The processes of one group share the shards. */
  readonly group: string;
  /** By topic: whose feed it is, and where its records go. */
  readonly topics: ReadonlyMap<string, { readonly source: string; readonly tail: Tail }>;
  /** By source, the types that this code knows; all, where it does not say. */
  readonly knownTypes: Readonly<Record<string, readonly string[]>>;
  /** Called before each attempt to connect; checks the topics. */
  readonly prepare: () => Promise<void>;
  readonly onUnknown: (source: string, type: string) => void;
  readonly logger: RunnerLogger;
}

/** A process that says nothing for so long is taken for dead, and others take its shards. */
const SESSION = 10_000;
const HEARTBEAT = 1_000;
const MAX_WAIT = 500;
/**
 * Compressed bytes of one fetch; some thousand records. Nothing is fetched before all of it was taken, so that more would
 * keep the shards waiting that had no room in it. A batch that is larger comes when its partition's turn is first.
 */
const BYTES = 256 * 1024;
const BYTES_A_PARTITION = 64 * 1024;

/**
 * The one consumer of a process: brings the records of the shards that are its own to the tails. What of them is in the
 * views is told by the checkpoints in the consumers' databases; Kafka's offsets only say where to read on.
 */
export class WireConsumer {
  /** What it backs off from. */
  problem: unknown;
  readonly #known: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #closing = new AbortController();
  readonly #backOff = new BackOff();
  #done: Promise<void> = Promise.resolve();

  constructor(private readonly options: WireConsumerOptions) {
    this.#known = new Map(Object.entries(options.knownTypes).map(([source, types]) => [source, new Set(types)]));
  }

  start(): void {
    if (this.options.topics.size > 0) this.#done = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#forgetAll();
    await this.#done;
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  async #run(): Promise<void> {
    while (!this.#isClosing) {
      try {
        await this.options.prepare();
        if (!this.#isClosing) await this.#consume();
      } catch (error) {
        this.problem = withHint(error);
        this.#tell(this.problem);
        await this.#backOff.wait(this.#closing.signal);
      }
    }
  }

  /** That a publisher has not made its topic yet is what a first start is like. */
  #tell(error: unknown): void {
    const { logger } = this.options;
    const level = error instanceof TopicMissing ? 'info' : 'warn';
    logger[level]({ error: inWords(error) }, 'Kafka cannot be read yet; it is tried again.');
  }

  /** Until it crashes, or is closed. kafkajs does not start anew by itself: then the shards would be forgotten unsaid. */
  async #consume(): Promise<void> {
    const { kafka, group, topics } = this.options;
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: SESSION,
      heartbeatInterval: HEARTBEAT,
      rebalanceTimeout: SESSION,
      maxWaitTimeInMs: MAX_WAIT,
      maxBytesPerPartition: BYTES_A_PARTITION,
      maxBytes: BYTES,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 4, restartOnFailure: async () => false },
    });
    const offsets = new Offsets(consumer);
    const ended = this.#whenEnded(consumer, offsets);
    // It may crash before anybody waits for it.
    ended.catch(() => undefined);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics.keys()], fromBeginning: true });
      const partitions = [...topics.values()].reduce((sum, { tail }) => sum + tail.shards, 0);
      await consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: partitions,
        eachBatch: (payload) => this.#take(payload, offsets),
      });
      offsets.start();
      await ended;
    } finally {
      await offsets.close();
      await consumer.disconnect().catch(() => undefined);
    }
  }

  #whenEnded(consumer: Consumer, offsets: Offsets): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { GROUP_JOIN, CRASH } = consumer.events;
    consumer.on(GROUP_JOIN, ({ payload }) => {
      this.#forgetOthers(payload.memberAssignment, offsets);
      this.problem = undefined;
      this.#backOff.reset();
    });
    consumer.on(CRASH, ({ payload }) => reject(payload.error));
    this.#closing.signal.addEventListener('abort', () => resolve(), { once: true });
    if (this.#isClosing) resolve();
    return promise;
  }

  /** What another process has from now on is none of ours; what stays is read on from where it was. */
  #forgetOthers(assignment: Readonly<Record<string, readonly number[]>>, offsets: Offsets): void {
    offsets.keep(assignment);
    for (const [topic, { tail }] of this.options.topics) {
      const own = new Set(assignment[topic] ?? []);
      tail.forget(Array.from({ length: tail.shards }, (_, shard) => shard).filter((shard) => !own.has(shard)));
    }
  }

  #forgetAll(): void {
    for (const { tail } of this.options.topics.values()) tail.forget(Array(tail.shards).keys());
  }

  /** Waits until the readers have taken it, and says meanwhile that we live. */
  async #take(payload: EachBatchPayload, offsets: Offsets): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    const to = this.options.topics.get(topic);
    if (!to || this.#isClosing) return;
    const told = messages.flatMap((message) => this.#understood(to.source, fromMessage(to.source, partition, message)));
    let isTaken = false;
    const taken = Promise.all(toChunks(partition, told).map((chunk) => to.tail.push(chunk))).then(
      () => void (isTaken = true),
    );
    while (!isTaken) {
      await Promise.race([taken, setTimeout(HEARTBEAT, undefined, { ref: false })]);
      await payload.heartbeat();
      to.tail.passOn();
    }
    // What is let go of at the end nobody has taken.
    if (!this.#isClosing) offsets.reached(topic, partition, payload.batch.lastOffset());
  }

  /** An event of a type that this code does not know is passed over, as what this service does not listen to is. */
  #understood(source: string, told: Told | undefined): Told[] {
    if (!told) return [];
    const { record, ...place } = told;
    const known = this.#known.get(source);
    if (!record || !known || known.has(record.type)) return [told];
    this.options.onUnknown(source, record.type);
    return [place];
  }
}
