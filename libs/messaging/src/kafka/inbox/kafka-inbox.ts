import { inWords, type RunnerLogger } from '@clientele/event-sourcing';
import type { Consumer, EachBatchPayload, Kafka, Producer } from 'kafkajs';
import { withHint } from '../kafka-refusal.js';
import { newProducer } from '../new-producer.js';
import { BackOff } from '../../back-off.js';
import { TopicMismatch } from '../topics.js';
import { Heartbeats } from './heartbeats.js';
import { toInboxMessage, type InboxMessage, type OutboxMessage } from './inbox-message.js';
import { sendAll } from './send-all.js';

export interface KafkaInboxOptions {
  readonly kafka: Kafka;
  /** The processes of one group share the partitions. */
  readonly group: string;
  readonly topics: readonly string[];
  /** Called before each attempt to connect; checks the topics. */
  readonly prepare: () => Promise<void>;
  /**
   * Takes records of one partition in, in their order, 500 at most, and says what to answer. It must not throw for a
   * record's fault: an error means "not now", and the same records come again. They also come again after a crash.
   */
  readonly handle: (messages: readonly InboxMessage[]) => Promise<readonly OutboxMessage[]>;
  /** kafkajs' number of a compression, for the answers. */
  readonly compression: number;
  readonly logger: RunnerLogger;
}

const AT_ONCE = 500;
/** A process that says nothing for so long is taken for dead, and others take its partitions. */
const SESSION = 10_000;
const HEARTBEAT = 3_000;
/** How long others wait for a batch in hand before they share its partitions out. */
const REBALANCE = 30_000;
const MAX_WAIT = 500;
const BYTES_A_PARTITION = 1024 * 1024;
const BYTES = 8 * 1024 * 1024;
const PARTITIONS_AT_ONCE = 4;

/** What other systems write to topics of ours: taken in by batches, and answered on other topics, at least once. */
export class KafkaInbox {
  readonly #closing = new AbortController();
  readonly #backOff = new BackOff();
  /** By where it is: a partition, or '' for the connection. */
  readonly #troubles = new Map<string, Error>();
  /** Another one whenever the group has shared the partitions out. */
  #assignment: unknown;
  #done: Promise<void> = Promise.resolve();

  constructor(private readonly options: KafkaInboxOptions) {}

  /** What it backs off from. */
  get problem(): Error | undefined {
    return this.#troubles.values().next().value;
  }

  start(): void {
    this.#done = this.#run();
  }

  /** Waits for the batch in hand. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.options.prepare();
        if (!signal.aborted) await this.#consume();
      } catch (error) {
        this.#inTrouble('', `Topics ${this.options.topics.join(', ')} cannot be read`, withHint(error));
        await this.#backOff.wait(signal);
      }
    }
  }

  /** Until it crashes, or is closed. kafkajs does not start anew by itself: not after every error, and unsaid. */
  async #consume(): Promise<void> {
    const { kafka, group, topics } = this.options;
    const producer = newProducer(kafka);
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: SESSION,
      heartbeatInterval: HEARTBEAT,
      rebalanceTimeout: REBALANCE,
      maxWaitTimeInMs: MAX_WAIT,
      maxBytesPerPartition: BYTES_A_PARTITION,
      maxBytes: BYTES,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 4, restartOnFailure: async () => false },
    });
    const ended = this.#whenEnded(consumer);
    // It may crash before anybody waits for it.
    ended.catch(() => undefined);
    try {
      await producer.connect();
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch: (payload) => this.#takeIn(payload, producer),
      });
      await ended;
    } finally {
      await consumer.disconnect().catch(() => undefined);
      await producer.disconnect().catch(() => undefined);
    }
  }

  #whenEnded(consumer: Consumer): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.#assignment = payload.memberAssignment;
      this.#backOff.reset();
      this.#isWell('');
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    this.#closing.signal.addEventListener('abort', () => resolve(), { once: true });
    return promise;
  }

  async #takeIn(payload: EachBatchPayload, producer: Producer): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    const assignment = this.#assignment;
    const heartbeats = new Heartbeats(payload, this.#closing.signal);
    try {
      for (let at = 0; at < messages.length && !heartbeats.signal.aborted; at += AT_ONCE) {
        const some = messages.slice(at, at + AT_ONCE).map((message) => toInboxMessage(topic, partition, message));
        const isAnswered = await this.#answer(some, producer, heartbeats.signal);
        // kafkajs would tell the group of a partition that another process has by now.
        if (!isAnswered || assignment !== this.#assignment) break;
        payload.resolveOffset(some.at(-1)!.offset);
        await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets());
      }
    } finally {
      heartbeats.stop();
      this.#troubles.delete(`${topic} ${partition}`);
    }
    heartbeats.throwIfLost();
  }

  /** Answers false where it had to give up: then the records come again, here or to another process. */
  async #answer(messages: readonly InboxMessage[], producer: Producer, signal: AbortSignal): Promise<boolean> {
    const { topic, partition, offset } = messages[0]!;
    const place = `${topic} ${partition}`;
    const { handle, compression } = this.options;
    const wait = `Records of ${topic}, partition ${partition}, from ${offset} on wait`;
    const answers = await this.#untilDone(place, wait, signal, () => handle(messages));
    if (!answers) return false;
    const unsent = `Answers to records of ${topic}, partition ${partition}, from ${offset} on cannot be sent`;
    const send = () => sendAll(producer, answers, compression).then(() => true);
    return (await this.#untilDone(place, unsent, signal, send)) ?? false;
  }

  async #untilDone<T>(
    place: string,
    trouble: string,
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T | undefined> {
    const backOff = new BackOff();
    do {
      try {
        const done = await work();
        this.#isWell(place);
        return done;
      } catch (error) {
        this.#inTrouble(place, trouble, error);
        await backOff.wait(signal);
      }
    } while (!signal.aborted);
    return undefined;
  }

  #inTrouble(place: string, trouble: string, cause: unknown): void {
    const why = cause instanceof TopicMismatch ? cause.message : inWords(cause);
    const problem = new Error(`${trouble}: ${why}`, { cause });
    if (this.#troubles.get(place)?.message !== problem.message)
      this.options.logger.warn({ group: this.options.group }, `${problem.message}; it is tried again.`);
    this.#troubles.set(place, problem);
  }

  #isWell(place: string): void {
    if (this.#troubles.delete(place)) this.options.logger.info({ group: this.options.group }, 'Kafka is read again.');
  }
}
