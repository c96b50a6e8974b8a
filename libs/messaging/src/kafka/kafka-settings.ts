/** How to reach a Kafka cluster, and what our topics shall be like there. */
export interface KafkaSettings {
  /** `host:port` of some brokers; the others are learnt from them. */
  readonly brokers: readonly string[];
  /** Names us in the brokers' logs and quotas. */
  readonly clientId: string;
  readonly tls?: KafkaTls | undefined;
  readonly sasl?: KafkaSasl | undefined;
  readonly compression: KafkaCompression;
  /** Topics are `<prefix>.<service>.v1`, groups `<prefix>.<service>`: several installations can share a cluster. */
  readonly topicPrefix: string;
  /** Whether topics that are missing are created; else that is left to whoever may. */
  readonly createTopics: boolean;
  /** Of topics; 3 where there are as many brokers, else 1. */
  readonly replicationFactor?: number | undefined;
  /** Of topics; one less than the replicas, at least 1. */
  readonly minInsyncReplicas?: number | undefined;
  /** How long topics keep records. What is older is read from the publisher's history. */
  readonly retentionHours: number;
}

export type KafkaCompression = 'none' | 'gzip' | 'zstd';

export interface KafkaSasl {
  readonly mechanism: 'scram-sha-256' | 'scram-sha-512' | 'plain';
  readonly username: string;
  readonly password: string;
}

/** PEM texts. Without `ca` the system's certificates count. */
export interface KafkaTls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}
