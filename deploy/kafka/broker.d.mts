export interface BrokerOptions {
  /** All that it keeps, its log included. Made when it is missing; made again is the storage only when it is missing. */
  readonly dataDirectory: string;
  /** On 127.0.0.1; a free one unless said. */
  readonly port?: number;
  /** Broker settings that differ from ours, e.g. `{ 'log.retention.check.interval.ms': 1000 }`. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /**
   * Listeners besides the plain one, by name in capitals, each on a free port: e.g. `{ SECURED: 'SASL_SSL' }`. Logins are
   * by SCRAM; keys and certificates are `settings`, e.g. `'listener.name.secured.ssl.keystore.location'`.
   */
  readonly listeners?: Readonly<Record<string, 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'>>;
  /** Passwords by user, for SCRAM-SHA-256 and -512. They count when the storage is made. */
  readonly users?: Readonly<Record<string, string>>;
  /** Where `broker.log` lies, if not in the data directory. */
  readonly logDirectory?: string;
  /** Lets this process end while the broker goes on. */
  readonly detached?: boolean;
}

export interface Broker {
  /** What kafkajs takes, and KAFKA_BROKERS joined by commas. */
  readonly brokers: string[];
  readonly port: number;
  /** `host:port` of each listener besides the plain one, by name. */
  readonly listeners: Readonly<Record<string, string>>;
  readonly pid: number;
  readonly dataDirectory: string;
  /** Settles when it has ended, wanted or not. */
  readonly ended: Promise<void>;
  /** In good order: all is written down. */
  stop(): Promise<void>;
  /** As a crash would end it. `startBroker` on the same data and port finds all that was acknowledged. */
  kill(): Promise<void>;
}

/**
 * Starts Apache Kafka as a broker that is its own controller, and resolves when it takes records. A broker that was left
 * over on the data directory is stopped first. Needs Java 17 and, the first time, Maven. Throws in words.
 */
export function startBroker(options: BrokerOptions): Promise<Broker>;

/** Throws in words where `startBroker` would, for want of Java or Maven. Takes some tens of milliseconds. */
export function checkPrerequisites(): Promise<void>;
