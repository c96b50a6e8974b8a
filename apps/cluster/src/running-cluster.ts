import type { Gateway } from '@clientele/gateway';
import type { Running, ServiceName, Undoing } from '@clientele/platform/installation';
import type { Fleet } from './fleet.js';
import type { Kafka } from './open-kafka.js';
import type { Postgres } from './open-postgres.js';
import type { Server } from './own-server.js';
import type { Replica } from './replica.js';

/** Clientele as separate processes over Kafka, on this machine. */
export interface Cluster extends Running {
  /** Of the gateway. */
  readonly url: string;
  readonly brokers: readonly string[];
  /** Of a service's own database; holds the password. */
  databaseUrl(service: ServiceName): string;
  /** Where the data lies, for people. */
  readonly places: readonly string[];
  /** All that there are now. */
  readonly replicas: readonly Replica[];
  readonly broker: Server;
  readonly postgres: Server;
  /** Resolves when it is ready and has its share of requests. */
  addReplica(service: ServiceName): Promise<Replica>;
  /** It gets no more requests, and stops in good order. */
  removeReplica(replica: Replica): Promise<void>;
}

export interface ClusterParts {
  readonly gateway: Gateway;
  readonly kafka: Kafka;
  readonly postgres: Postgres;
  readonly fleet: Fleet;
  readonly databaseUrl: (service: ServiceName) => string;
  readonly undoing: Undoing;
}

export class RunningCluster implements Cluster {
  readonly failed: Promise<never>;

  constructor(private readonly parts: ClusterParts) {
    this.failed = Promise.race([parts.kafka.server.failed, parts.postgres.server.failed]);
    this.failed.catch(() => undefined);
  }

  get url(): string {
    return this.parts.gateway.url;
  }

  get brokers(): readonly string[] {
    return this.parts.kafka.brokers;
  }

  get places(): readonly string[] {
    return [this.parts.postgres.place, this.parts.kafka.place];
  }

  get replicas(): readonly Replica[] {
    return this.parts.fleet.replicas;
  }

  get broker(): Server {
    return this.parts.kafka.server;
  }

  get postgres(): Server {
    return this.parts.postgres.server;
  }

  databaseUrl(service: ServiceName): string {
    return this.parts.databaseUrl(service);
  }

  async addReplica(service: ServiceName): Promise<Replica> {
    const replica = await this.parts.fleet.add(service);
    this.tellGateway(service);
    return replica;
  }

  async removeReplica(replica: Replica): Promise<void> {
    this.parts.fleet.remove(replica);
    this.tellGateway(replica.service);
    await replica.stop();
  }

  close(): Promise<void> {
    return this.parts.undoing.undo();
  }

  private tellGateway(service: ServiceName): void {
    const { fleet, gateway } = this.parts;
    gateway.setReplicas(service, fleet.urlsOf(service));
  }
}
