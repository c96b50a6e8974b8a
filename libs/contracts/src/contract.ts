import { cloudEventType } from './cloud-event-type.js';
import type { JsonSchema, Schema } from './schema/schema.js';

/** A published event: what one service tells the others. Its `type` and `schemaVersion` name its shape for good. */
export interface Contract<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly schemaVersion: number;
  readonly data: Data;
}

/** What is known of a contract without an event of it: the static side of its class. */
export interface ContractClass {
  readonly service: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** As in a CloudEvent's `type`. */
  readonly cloudEventType: string;
  /** Of the data: JSON Schema 2020-12. */
  readonly schema: JsonSchema;
}

interface Told<Type, Version, Data> {
  readonly service: string;
  readonly type: Type;
  readonly schemaVersion: Version;
  /** Where it is not named after service and type. */
  readonly cloudEventType?: string;
  readonly description: string;
  readonly data: Schema<Data>;
}

/**
 * The class of a contract, to be extended by one that names it with its version. An event of it is plain data; nothing is
 * checked when one is made, since a hundred thousand are made in a second: specs check the publishers instead.
 */
export const contract = <const Type extends string, const Version extends number, Data extends object>(
  told: Told<Type, Version, Data>,
) => {
  const { service, type, schemaVersion } = told;
  return class implements Contract<Type, Data> {
    static readonly service = service;
    static readonly type = type;
    static readonly schemaVersion = schemaVersion;
    static readonly cloudEventType = told.cloudEventType ?? cloudEventType(told);
    static readonly schema: JsonSchema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:clientele:contract:${service}:${type}:v${schemaVersion}`,
      title: `${type} v${schemaVersion}`,
      description: told.description,
      ...told.data,
    };

    readonly type: Type;
    readonly schemaVersion: Version;
    readonly data: Data;

    constructor(data: Data) {
      this.type = type;
      this.schemaVersion = schemaVersion;
      this.data = data;
    }
  };
};
