import type { Cluster } from '@clientele/cluster';
import { SERVICES, type Product, type Service } from './product.ts';
import { replicasOf, type Replica } from './replicas.ts';
import { until } from './settled.ts';
import { withAdmin, type WireKafka } from './wire-kafka.ts';

/** What members are seen by. */
export interface Sight {
  readonly cluster: Cluster;
  readonly kafka: WireKafka;
  readonly product: Product;
}

/** Services that publish have a relay; services that consume have a group at Kafka. */
const PUBLISHERS: readonly Service[] = ['intake', 'customers', 'interactions', 'segmentation'];
export const CONSUMERS = ['customers', 'interactions', 'segmentation', 'analytics'] as const satisfies Service[];

const PATIENCE = 120_000;

/**
 * Resolves when each of these processes has its part of the shards that the service sends and of the partitions that it
 * reads, and nobody else has any. Answers who has how many, in words.
 */
export const untilSharedBy = async (sight: Sight, service: Service, processes: readonly Replica[]): Promise<string> => {
  let words = '';
  await until(async () => {
    const holders = PUBLISHERS.includes(service) ? await holdersOf(sight.product, service) : undefined;
    const group = isConsumer(service) ? await groupOf(sight.kafka, service) : undefined;
    words = `${service}: ${inWords(processes.length, holders, group)}`;
    return (isSent(holders, processes) && isRead(group, processes)) || words;
  }, PATIENCE);
  return words;
};

/** Resolves when all processes of all services have their part of the work. */
export const untilAllShared = (sight: Sight): Promise<string[]> =>
  Promise.all(SERVICES.map((service) => untilSharedBy(sight, service, replicasOf(sight.cluster, service))));

const isConsumer = (service: Service): boolean => CONSUMERS.some((each) => each === service);

/** By process, how many shards its relay sends at this moment. */
type Holders = ReadonlyMap<string, number>;

const isSent = (holders: Holders | undefined, processes: readonly Replica[]): boolean =>
  !holders ||
  (holders.size === processes.length &&
    processes.every(({ pid }) => [...holders.keys()].some((holder) => pidIn(holder) === pid)));

/** A relay is called by its machine, its process and a random text. */
const pidIn = (holder: string): number => Number(holder.split(' ')[1]);

/** Which member of a group is which process Kafka does not say. */
const isRead = (group: Group | undefined, processes: readonly Replica[]): boolean =>
  !group || (group.state === 'Stable' && group.shares.length === processes.length && !group.shares.includes(0));

const inWords = (processes: number, holders: Holders | undefined, group: Group | undefined): string => {
  const sends = holders && `shards sent ${[...holders.values()].join(' + ')}`;
  const reads =
    group && `partitions read ${group.shares.join(' + ')}${group.state === 'Stable' ? '' : `, ${group.state}`}`;
  return [`${processes} of its processes`, sends, reads].filter((each) => each !== undefined).join(', ');
};

const holdersOf = async (product: Product, service: Service): Promise<Holders> => {
  const rows = await product.sql<{ holder: string; shards: number }>(
    service,
    `SELECT coalesce(CASE WHEN held_until > now() THEN holder END, 'nobody') AS holder, count(*)::int AS shards
     FROM relay_shards GROUP BY 1`,
  );
  return new Map(rows.map(({ holder, shards }) => [holder, shards]));
};

interface Group {
  readonly state: string;
  /** Partitions of each member. */
  readonly shares: readonly number[];
}

const groupOf = (kafka: WireKafka, service: Service): Promise<Group> =>
  withAdmin(kafka, async (admin) => {
    const { groups } = await admin.describeGroups([`${kafka.prefix}.${service}`]);
    const { state = 'Unknown', members = [] } = groups[0] ?? {};
    return { state, shares: members.map(({ memberAssignment }) => partitionsIn(memberAssignment)) };
  });

/** In the words of Kafka's protocol: version, then each topic with its partitions. */
const partitionsIn = (assignment: Buffer): number => {
  if (assignment.length === 0) return 0;
  let [at, partitions] = [2, 0];
  for (let topics = assignment.readInt32BE(at), seen = ((at += 4), 0); seen < topics; seen++) {
    at += 2 + assignment.readInt16BE(at);
    const count = assignment.readInt32BE(at);
    partitions += count;
    at += 4 + 4 * count;
  }
  return partitions;
};
