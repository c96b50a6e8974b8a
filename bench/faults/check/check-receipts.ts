import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { TOPIC_SOURCE } from '../load/topic-lane.ts';
import { withAdmin, type WireKafka } from '../wire-kafka.ts';
import type { World } from '../world.ts';
import { compareLists, type Finding } from './finding.ts';

interface Receipt {
  readonly recordId: string;
  readonly status: string;
}

/** Milliseconds. */
const PATIENCE = 120_000;

/** Each record of a partner's topic has its receipt, which says that it is in. It may have several. */
export const checkReceipts = async ({ ledger, kafka }: World): Promise<Finding[]> => {
  const sent = [...ledger.facts.values()].filter(({ source }) => source === TOPIC_SOURCE);
  const receipts = await receiptsIn(kafka, `${kafka.prefix}.partner.receipts.v1`);
  const [refused, good] = [true, false].map((is) => receipts.filter(({ status }) => (status === 'rejected') === is));
  return [
    ...compareLists(
      'intake: receipts of partners',
      sent.map(({ sourceId }) => sourceId),
      [...new Set(good!.map(({ recordId }) => recordId))],
    ),
    ...compareLists(
      'intake: refusals to partners',
      [],
      refused!.map(({ recordId }) => recordId),
    ),
  ];
};

/** All that the topic holds. @throws Error where that takes too long */
const receiptsIn = async (kafka: WireKafka, topic: string): Promise<Receipt[]> => {
  const ends = await withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic));
  const left = new Map(ends.filter(({ high, low }) => high !== low).map(({ partition, high }) => [partition, high]));
  const found: Receipt[] = [];
  const consumer = kafka.client.consumer({ groupId: `receipts-${randomUUID()}` });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { partition, messages } }) => {
        for (const { value } of messages) found.push(JSON.parse(String(value)) as Receipt);
        if (Number(messages.at(-1)?.offset ?? -1) + 1 >= Number(left.get(partition))) left.delete(partition);
      },
    });
    const end = performance.now() + PATIENCE;
    while (left.size > 0) {
      if (performance.now() > end) throw new Error(`${topic} was not read to its end within ${PATIENCE / 1_000} s.`);
      await setTimeout(100);
    }
    return found;
  } finally {
    await consumer.disconnect();
  }
};
