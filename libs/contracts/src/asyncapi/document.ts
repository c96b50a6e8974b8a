import type { JsonSchema } from '../schema/schema.js';

/** The part of AsyncAPI 3.0 that we write. */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: Readonly<Record<'title' | 'version' | 'description', string>>;
  readonly defaultContentType: string;
  readonly servers: Readonly<Record<string, object>>;
  readonly channels: Readonly<Record<string, AsyncApiChannel>>;
  readonly operations: Readonly<Record<string, AsyncApiOperation>>;
  readonly components: { readonly messages: Readonly<Record<string, AsyncApiMessage>> };
}

export interface Reference {
  readonly $ref: string;
}

export interface AsyncApiChannel {
  /** The Kafka topic. */
  readonly address: string;
  readonly title: string;
  readonly description: string;
  readonly messages: Readonly<Record<string, Reference>>;
  readonly bindings: { readonly kafka: { readonly partitions: number; readonly bindingVersion: string } };
}

/** `send`: we write to the topic. `receive`: we read it. */
export interface AsyncApiOperation {
  readonly action: 'send' | 'receive';
  readonly channel: Reference;
  readonly summary: string;
  readonly reply?: { readonly channel: Reference };
}

export interface AsyncApiMessage {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly contentType?: string;
  readonly headers: JsonSchema;
  readonly payload?: JsonSchema;
  readonly bindings: { readonly kafka: { readonly key: JsonSchema; readonly bindingVersion: string } };
  readonly examples: readonly { readonly headers: Readonly<Record<string, string>>; readonly payload?: object }[];
}
