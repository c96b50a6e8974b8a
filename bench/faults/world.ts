import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster, type Cluster } from '@clientele/cluster';
import { Ledger } from './load/ledger.ts';
import { Traffic } from './load/traffic.ts';
import { Product } from './product.ts';
import { Random } from './random.ts';
import { wireKafka, type WireKafka } from './wire-kafka.ts';

export interface WorldOptions {
  readonly seed: number;
  /** Processes of each service. */
  readonly replicas: number;
  /** Of the full load, from 0 to 1. */
  readonly pace: number;
  /** Acknowledged in a second, at most. */
  readonly rate?: number;
  /** People search and read as well, and views are built anew. */
  readonly isMixed?: boolean;
  /** Where its data shall lie; a temporary folder unless said. */
  readonly home?: string;
  /** What services have beside what all have. */
  readonly env?: Readonly<Record<string, string>>;
  /** Through which the load goes; the cluster's own gateway unless said. */
  readonly front?: (cluster: Cluster) => Promise<Front>;
  /** Takes what the cluster and its processes say, line by line. */
  readonly tell: (line: string) => void;
  /** Gives up starting. */
  readonly unwanted?: AbortSignal;
}

/** A gateway of its own. */
export interface Front {
  readonly url: string;
  close(): Promise<void>;
}

/** The environment's own servers are left alone: these are to be killed. */
const ENVIRONMENT = {
  KAFKA_BROKERS: '',
  KAFKA_TOPIC_PREFIX: '',
  DATABASE_URL: '',
  NODE_OPTIONS: '',
  LOG_LEVEL: 'info',
};
/** So that a retention that was cut takes effect within a second and not within five minutes. */
const BROKER = { 'log.retention.check.interval.ms': 1_000, 'log.initial.task.delay.ms': 1_000 };

/** A cluster of its own, with load upon it and a ledger beside it. */
export class World {
  readonly cluster: Cluster;
  readonly kafka: WireKafka;
  readonly ledger = new Ledger();
  readonly traffic: Traffic;
  readonly product: Product;
  readonly #front: Front;
  readonly #home: string;
  readonly #isOurs: boolean;

  private constructor(cluster: Cluster, front: Front, home: string, asked: WorldOptions) {
    const { seed, pace, rate, isMixed } = asked;
    this.cluster = cluster;
    this.#front = front;
    this.kafka = wireKafka(cluster.brokers);
    const load = { random: new Random(seed), share: pace, rate, isMixed };
    this.traffic = new Traffic(front.url, this.kafka, this.ledger, load);
    this.product = new Product(cluster);
    this.#home = home;
    this.#isOurs = asked.home === undefined;
  }

  static async open(asked: WorldOptions): Promise<World> {
    const { replicas, tell, unwanted, front = own } = asked;
    const home = asked.home ?? (await temporaryFolder());
    const env = { ...ENVIRONMENT, ...asked.env };
    const options = { home, port: 0, replicas, env, brokerSettings: BROKER, tell };
    let cluster: Cluster | undefined;
    try {
      cluster = await startCluster({ ...options, ...(unwanted && { unwanted }) });
      return new World(cluster, await front(cluster), home, asked);
    } catch (error) {
      await cluster?.close();
      if (asked.home === undefined) await remove(home);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#front.close();
    await this.cluster.close();
    if (this.#isOurs) await remove(this.#home);
  }
}

/** PostgreSQL, which does not run as root, must be able to enter it. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-faults-'));
  await chmod(folder, 0o755);
  return folder;
};

const remove = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

const own = async ({ url }: Cluster): Promise<Front> => ({ url, close: async () => undefined });
