/** Who caused an event, and what for. Holds no personal data. */
export interface EventMeta {
  /** Who did it: `user:<name>`, `source:<name>`, `import:<id>` or `system:<part>`. */
  readonly actor?: string;
  /** The event or command that led to this one. */
  readonly causationId?: string;
  /** W3C Trace Context, where the request or record that led to it is traced and sampled. */
  readonly traceparent?: string;
  readonly [key: string]: unknown;
}

/** What a decision may say: a type in the past tense, and JSON data. */
export interface DomainEvent {
  readonly type: string;
  readonly data: object;
}

/** An event on its way into the store. */
export interface NewEvent extends DomainEvent {
  /** Version of the data's shape; 1 unless said. */
  readonly schemaVersion?: number;
  readonly meta?: EventMeta;
}

/** Where an event stands: the one notion of position there is. */
export interface Position {
  readonly shard: number;
  /** Gapless within the shard, from 1. */
  readonly sequence: number;
}

/** An event as the store keeps it. */
export interface RecordedEvent extends Position {
  readonly stream: string;
  /** Place within the stream, from 1. */
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: object;
  readonly meta: EventMeta;
  /** UUIDv7. */
  readonly eventId: string;
  readonly recordedAt: Date;
}
