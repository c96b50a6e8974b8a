import type { TopicSpec } from '@clientele/messaging/kafka';
import { FACT_KINDS, type FactKind } from '../fact/fact-id.js';

/** The topics that partners and we share. */
export interface PartnerTopics {
  /** What is taken in, and the kind of fact that each topic brings. */
  readonly records: ReadonlyMap<string, FactKind>;
  readonly receipts: string;
  /** What could not be read, as it came. */
  readonly rejected: string;
}

const PLURALS: Readonly<Record<FactKind, string>> = { lead: 'leads', purchase: 'purchases', activity: 'activities' };
const PARTITIONS = 8;
/** Largest batch of a producer, in bytes as they are without compression: what a broker takes unless told otherwise. */
const LARGEST_BATCH = 1_048_588;

export const partnerTopics = (prefix: string): PartnerTopics => ({
  records: new Map(FACT_KINDS.map((kind) => [`${prefix}.partner.${PLURALS[kind]}.v1`, kind])),
  receipts: `${prefix}.partner.receipts.v1`,
  rejected: `${prefix}.partner.rejected.v1`,
});

/** How the topics must be. More partitions do no harm. */
export const topicSpecs = ({ records, receipts, rejected }: PartnerTopics): TopicSpec[] => [
  ...[...records.keys()].map((topic) => ({ topic, partitions: PARTITIONS, mayHaveMore: true, settings: OF_RECORDS })),
  { topic: receipts, partitions: PARTITIONS, mayHaveMore: true },
  // What came, and our headers.
  { topic: rejected, partitions: 1, mayHaveMore: true, settings: { 'max.message.bytes': String(2 * LARGEST_BATCH) } },
];

/**
 * Partners compress as they like, and kafkajs reads neither snappy nor lz4: the broker takes the compression off. It
 * measures batches after that, so that none unfolds here to more than it seems. Retention counts by the broker's clock:
 * by a partner's, a record of last year would be gone before it is read.
 */
const OF_RECORDS = {
  'compression.type': 'uncompressed',
  'max.message.bytes': String(LARGEST_BATCH),
  'message.timestamp.type': 'LogAppendTime',
};
