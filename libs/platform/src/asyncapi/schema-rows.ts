import type { JsonSchema } from '@clientele/contracts';

/** A field of a schema, as a line of a table. */
export interface SchemaRow {
  /** From the top, e.g. `identifiers.externalIds[].id`. */
  readonly name: string;
  readonly type: string;
  readonly isNeeded: boolean;
  readonly description: string;
}

/** Each field, those of objects within it after it. */
export const schemaRows = ({ properties = {}, required = [] }: JsonSchema, within = ''): SchemaRow[] =>
  Object.entries(properties).flatMap(([name, schema]) => [
    {
      name: within + name,
      type: typeOf(schema),
      isNeeded: required.includes(name),
      description: schema.description ?? '',
    },
    ...schemaRows(schema, `${within}${name}.`),
    ...(schema.items ? schemaRows(schema.items, `${within}${name}[].`) : []),
  ]);

const typeOf = (schema: JsonSchema): string => {
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  if (schema.const !== undefined) return `"${schema.const}"`;
  if (schema.enum) return schema.enum.join(' | ');
  return schema.format ?? schema.type ?? 'any';
};
