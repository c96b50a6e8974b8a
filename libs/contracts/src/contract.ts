/** A published event: what one service tells the others. Its `type` and `schemaVersion` name its shape for good. */
export interface Contract<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly schemaVersion: number;
  readonly data: Data;
}

/** RFC 3339 in UTC, e.g. `1997-01-12T00:00:00.000Z`. */
export type Timestamp = string;
/** A decimal number as text, e.g. `12.50`; never a float. */
export type Decimal = string;
/** ISO 4217, e.g. `USD`. */
export type Currency = string;
/** ISO 3166-1 alpha-2, e.g. `CN`. */
export type CountryCode = string;
/** A keyed hash of an identifier: the same person gives the same key, and no one can read it back. */
export type IdentityKey = string;
