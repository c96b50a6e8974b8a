import type { JsonSchema } from '../schema/schema.js';

/** How a schema differs from what it was, in what it lets pass. */
export interface SchemaChange {
  /** Names the place, e.g. `/customer/email`; empty for the whole. */
  readonly at: string;
  readonly detail: string;
  /**
   * Narrower: something that was right is wrong now, or is not told any more. Wider: something new is right. Claimed: a
   * name that was free has a form now. Only who writes by the schema may know whether they have used it in another form.
   */
  readonly effect: 'narrower' | 'wider' | 'claimed';
}

/** What people read; it may change at any time. */
const WORDS = new Set(['$schema', 'title', 'description']);
/** Looked at one by one below. */
const STRUCTURE = new Set(['type', 'properties', 'required', 'enum', 'items', 'additionalProperties']);

/** Every change but other words, and a name that was free and still takes any value. */
export const schemaChanges = (before: JsonSchema, after: JsonSchema, at = ''): SchemaChange[] => [
  ...typeChanges(before, after, at),
  ...enumChanges(before, after, at),
  ...propertyChanges(before, after, at),
  ...itemChanges(before, after, at),
  ...limitChanges(before, after, at),
];

const narrower = (at: string, detail: string): SchemaChange => ({ at, detail, effect: 'narrower' });
const wider = (at: string, detail: string): SchemaChange => ({ at, detail, effect: 'wider' });

const typeChanges = ({ type: before }: JsonSchema, { type: after }: JsonSchema, at: string): SchemaChange[] => {
  if (before === after) return [];
  const detail = `its type was ${before ?? 'any'} and is ${after ?? 'any'}`;
  if (after === undefined || (before === 'integer' && after === 'number')) return [wider(at, detail)];
  if (before === undefined || (before === 'number' && after === 'integer')) return [narrower(at, detail)];
  return [narrower(at, detail), wider(at, detail)];
};

const enumChanges = ({ enum: before }: JsonSchema, { enum: after }: JsonSchema, at: string): SchemaChange[] => {
  if (!before && !after) return [];
  if (!before) return [narrower(at, `it may only be ${after!.join(', ')} now`)];
  if (!after) return [wider(at, `it may be anything now, and not only ${before.join(', ')}`)];
  const lost = before.filter((value) => !after.includes(value));
  const gained = after.filter((value) => !before.includes(value));
  return [
    ...lost.map((value) => narrower(at, `it may not be ${value} any more`)),
    ...gained.map((value) => wider(at, `it may be ${value} now`)),
  ];
};

const propertyChanges = (before: JsonSchema, after: JsonSchema, at: string): SchemaChange[] => {
  const [had, has] = [propertiesOf(before), propertiesOf(after)];
  return [
    ...[...had].flatMap(([name, was]) => oldProperty(was, has.get(name), `${at}/${name}`)),
    ...neededChanges(before, after, at),
    ...[...has].flatMap(([name, is]) => (had.has(name) ? [] : newProperty(before, after, name, is, at))),
    ...otherChanges(before, after, at),
  ];
};

/** A map, since an object has a `constructor` that nobody gave it. */
const propertiesOf = ({ properties = {} }: JsonSchema): ReadonlyMap<string, JsonSchema> =>
  new Map(Object.entries(properties));

const oldProperty = (was: JsonSchema, is: JsonSchema | undefined, at: string): SchemaChange[] =>
  is ? schemaChanges(was, is, at) : [narrower(at, 'it is gone')];

/** A name may be needed without being among the properties. */
const neededChanges = (before: JsonSchema, after: JsonSchema, at: string): SchemaChange[] => {
  const [had, has] = [propertiesOf(before), propertiesOf(after)];
  const [needed, needs] = [new Set(before.required), new Set(after.required)];
  const gained = [...needs].filter((name) => !needed.has(name));
  const lost = [...needed].filter((name) => !needs.has(name) && (has.has(name) || !had.has(name)));
  const isNew = (name: string) => has.has(name) && !had.has(name);
  return [
    ...gained.map((name) =>
      narrower(`${at}/${name}`, isNew(name) ? 'it is new and may not be absent' : 'it may not be absent any more'),
    ),
    ...lost.map((name) => wider(`${at}/${name}`, 'it may be absent now')),
  ];
};

const isNeeded = ({ required = [] }: JsonSchema, name: string): boolean => required.includes(name);

/** Where a name was free, its form of today is compared with what any other field could be. */
const newProperty = (
  before: JsonSchema,
  after: JsonSchema,
  name: string,
  is: JsonSchema,
  parent: string,
): SchemaChange[] => {
  const at = `${parent}/${name}`;
  const other = otherFields(before);
  if (!other) return [wider(at, 'it is new in a closed object')];
  if (isNeeded(after, name) && !isNeeded(before, name)) return [];
  const changes = schemaChanges(other, is, at);
  if (other !== ANY || changes.length === 0) return changes;
  return [{ at, detail: 'it is new and may not be anything', effect: isInUse(before, name) ? 'narrower' : 'claimed' }];
};

/** Where no property is named, or this one is needed, even we may have written the name, with any value. */
const isInUse = (before: JsonSchema, name: string): boolean => !before.properties || isNeeded(before, name);

const otherChanges = (before: JsonSchema, after: JsonSchema, at: string): SchemaChange[] => {
  const [was, is] = [otherFields(before), otherFields(after)];
  if (was && is) return was === is ? [] : schemaChanges(was, is, `${at}/*`);
  if (was) return [narrower(at, 'it is closed to other fields now')];
  return is ? [wider(at, 'it is open to other fields now')] : [];
};

const ANY: JsonSchema = {};

/** What a field must be that is not among the properties; undefined where there may be none. */
const otherFields = ({ additionalProperties: other = true }: JsonSchema): JsonSchema | undefined => {
  if (typeof other === 'object') return other;
  return other ? ANY : undefined;
};

const itemChanges = ({ items: before }: JsonSchema, { items: after }: JsonSchema, at: string): SchemaChange[] =>
  before === after ? [] : schemaChanges(before ?? {}, after ?? {}, `${at}/*`);

/** All other keywords limit a value: a pattern, a least length. */
const limitChanges = (before: JsonSchema, after: JsonSchema, at: string): SchemaChange[] => {
  const [had, has] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = new Set([...had.keys(), ...has.keys()].filter((name) => !WORDS.has(name) && !STRUCTURE.has(name)));
  return [...names].flatMap((name) => limitChange(name, had.get(name), has.get(name), at));
};

const limitChange = (name: string, before: unknown, after: unknown, at: string): SchemaChange[] => {
  const [was, is] = [JSON.stringify(before), JSON.stringify(after)];
  if (was === is) return [];
  const detail = `its ${name} was ${was ?? 'not limited'} and is ${is ?? 'not limited'}`;
  if (after === undefined || isLooser(name, before, after)) return [wider(at, detail)];
  if (before === undefined || isLooser(name, after, before)) return [narrower(at, detail)];
  return [narrower(at, detail), wider(at, detail)];
};

const isLooser = (name: string, before: unknown, after: unknown): boolean => {
  if (Array.isArray(before) && Array.isArray(after)) return name === 'anyOf' && hasAll(after, before);
  if (typeof before !== 'number' || typeof after !== 'number') return false;
  return name.startsWith('min') ? after < before : name.startsWith('max') && after > before;
};

const hasAll = (these: readonly unknown[], those: readonly unknown[]): boolean => {
  const texts = new Set(these.map((each) => JSON.stringify(each)));
  return those.every((each) => texts.has(JSON.stringify(each)));
};
