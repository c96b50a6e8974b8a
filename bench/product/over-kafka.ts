import { startCluster, type Cluster } from '@clientele/cluster';
import { usageOf } from './processes.ts';
import type { Product, Service } from './product.ts';

/** The environment's own servers are left alone. */
const ENVIRONMENT = { KAFKA_BROKERS: '', KAFKA_TOPIC_PREFIX: '', DATABASE_URL: '', NODE_OPTIONS: '' };

/** Separate services over Kafka, all on this machine; the gateway is in this process. */
export class OverKafka implements Product {
  readonly url: string;
  readonly serverUrl: string;
  readonly #cluster: Cluster;

  private constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.url = cluster.url;
    this.serverUrl = cluster.databaseUrl('intake');
  }

  static async start(home: string, replicas: number): Promise<OverKafka> {
    return new OverKafka(await startCluster({ home, port: 0, replicas, env: ENVIRONMENT }));
  }

  databaseUrl(service: Service): string {
    return this.#cluster.databaseUrl(service);
  }

  usage(): ReturnType<Product['usage']> {
    const { replicas, broker, postgres } = this.#cluster;
    const pids = [process.pid, broker.pid, postgres.pid, ...replicas.map(({ pid }) => pid)];
    return usageOf(pids.filter((pid) => pid !== undefined));
  }

  stop(): Promise<void> {
    return this.#cluster.close();
  }
}
