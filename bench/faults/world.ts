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
  /** Takes what the cluster and its processes say, line by line. */
  readonly tell: (line: string) => void;
  /** Gives up starting. */
  readonly unwanted?: AbortSignal;
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
  readonly #home: string;

  private constructor(cluster: Cluster, home: string, { seed, pace }: WorldOptions) {
    this.cluster = cluster;
    this.kafka = wireKafka(cluster.brokers);
    this.traffic = new Traffic(cluster.url, this.kafka, this.ledger, { random: new Random(seed), share: pace });
    this.product = new Product(cluster);
    this.#home = home;
  }

  static async open(asked: WorldOptions): Promise<World> {
    const { replicas, tell, unwanted } = asked;
    const home = await mkdtemp(join(tmpdir(), 'clientele-faults-'));
    // PostgreSQL, which does not run as root, must be able to enter it.
    await chmod(home, 0o755);
    const options = { home, port: 0, replicas, env: ENVIRONMENT, brokerSettings: BROKER, tell };
    try {
      const cluster = await startCluster({ ...options, ...(unwanted && { unwanted }) });
      return new World(cluster, home, asked);
    } catch (error) {
      await rm(home, { recursive: true, force: true });
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.cluster.close();
    await rm(this.#home, { recursive: true, force: true });
  }
}
