import { setTimeout } from 'node:timers/promises';
import type { WireKafka } from '../wire-kafka.ts';
import type { Random } from '../random.ts';
import type { Ledger } from './ledger.ts';
import type { Load, Pace } from './load.ts';
import { MadeUpFacts, type MadeUpFact } from './made-up-facts.ts';

const KINDS = ['purchase', 'lead', 'activity'] as const;
const TOPICS = { purchase: 'purchases', lead: 'leads', activity: 'activities' } as const;
export const TOPIC_SOURCE = '/partners/north';
const LARGEST_BATCH = 5;
const LONGEST_PAUSE = 400;
const PATIENCE = 300_000;

/** A partner who publishes CloudEvents to our topics. Acknowledged is what Kafka has acknowledged. */
export class TopicLane {
  readonly #random: Random;
  readonly #kafka: WireKafka;
  readonly #ledger: Ledger;
  readonly #made: MadeUpFacts;
  readonly #pace: Pace;

  constructor({ random, ledger, pace }: Load, kafka: WireKafka) {
    this.#pace = pace;
    this.#random = random;
    this.#kafka = kafka;
    this.#ledger = ledger;
    this.#made = new MadeUpFacts(random.fork(1), ledger, 'topic');
  }

  async run(stop: AbortSignal): Promise<void> {
    const producer = this.#kafka.client.producer();
    await producer.connect();
    try {
      while (!stop.aborted) {
        const kind = this.#random.oneOf(KINDS);
        const batch = Array.from({ length: this.#random.between(1, LARGEST_BATCH) }, () =>
          this.#made.make(kind, TOPIC_SOURCE),
        );
        const topic = `${this.#kafka.prefix}.partner.${TOPICS[kind]}.v1`;
        await untilSent(() => producer.send({ topic, acks: -1, messages: batch.map(toMessage) }));
        for (const { fact } of batch) this.#ledger.add(fact);
        await this.#pace(LONGEST_PAUSE);
      }
    } finally {
      await producer.disconnect().catch(() => undefined);
    }
  }
}

/** The same again where it was not acknowledged: then it may stand there twice, which the product must see. */
const untilSent = async (send: () => Promise<unknown>): Promise<void> => {
  const end = performance.now() + PATIENCE;
  for (;;) {
    try {
      return void (await send());
    } catch (error) {
      if (performance.now() > end) throw error;
      await setTimeout(250);
    }
  }
};

const toMessage = ({ fact, record }: MadeUpFact) => {
  const { source, id, occurredAt, ...data } = record;
  return {
    key: String(fact.person.number),
    value: JSON.stringify(data),
    headers: {
      ce_specversion: '1.0',
      ce_type: `clientele.${fact.kind}.v1`,
      ce_source: String(source),
      ce_id: String(id),
      ce_time: String(occurredAt),
      'content-type': 'application/json',
    },
  };
};
