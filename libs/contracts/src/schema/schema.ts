/** The part of JSON Schema 2020-12 that contracts are written in. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly format?: 'date-time' | 'uuid';
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
}

declare const value: unique symbol;

/** A JSON Schema whose values TypeScript knows. Plain data: `[value]` is there for the compiler alone. */
export interface Schema<Value> extends JsonSchema {
  readonly [value]?: Value;
}

/** The type of the values that a schema describes. */
export type ValueOf<Of> = Of extends Schema<infer Value> ? Value : never;

type Properties = Readonly<Record<string, Schema<unknown>>>;
type Values<Of extends Properties> = { readonly [Name in keyof Of]: ValueOf<Of[Name]> };
type Flat<Of> = { readonly [Name in keyof Of]: Of[Name] };
/** What a schema says besides its type. */
type Limits = Omit<JsonSchema, 'type' | 'properties' | 'required' | 'items' | 'enum'>;

export const text = (description: string, limits: Limits = {}): Schema<string> => ({
  type: 'string',
  description,
  ...limits,
});

export const number = (description: string, limits: Limits = {}): Schema<number> => ({
  type: 'number',
  description,
  ...limits,
});

export const wholeNumber = (description: string, limits: Limits = {}): Schema<number> => ({
  type: 'integer',
  description,
  ...limits,
});

export const flag = (description: string): Schema<boolean> => ({ type: 'boolean', description });

export const oneOf = <const Value extends string>(values: readonly Value[], description: string): Schema<Value> => ({
  type: 'string',
  enum: values,
  description,
});

export const constant = <const Value extends string>(only: Value, description: string): Schema<Value> => ({
  type: 'string',
  const: only,
  description,
});

export const list = <Item>(items: Schema<Item>, description: string, limits: Limits = {}): Schema<readonly Item[]> => ({
  type: 'array',
  items,
  description,
  ...limits,
});

export const filledList = <Item>(items: Schema<Item>, description: string): Schema<readonly [Item, ...Item[]]> => ({
  type: 'array',
  items,
  minItems: 1,
  description,
});

/** An object of any shape. */
export const anything = (description: string): Schema<Readonly<Record<string, unknown>>> => ({
  type: 'object',
  description,
});

/** An object that has all of the first properties, and may have those of the second. */
export const shape = <Needed extends Properties, Optional extends Properties = Record<never, never>>(
  needed: Needed,
  optional?: Optional,
  limits: Limits = {},
): Schema<Flat<Values<Needed> & Partial<Values<Optional>>>> => ({
  type: 'object',
  properties: { ...needed, ...optional },
  required: Object.keys(needed),
  ...limits,
});
