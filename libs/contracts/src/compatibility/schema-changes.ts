import type { JsonSchema } from '../schema/schema.js';

/** How a schema differs from what it was, in what it lets pass. */
export interface SchemaChange {
  /** Names the place, e.g. `/customer/email`; empty for the whole. */
  readonly at: string;
  readonly detail: string;
  /** Narrower: something that was right is wrong now, or is not told any more. Wider: something new is right. */
  readonly effect: 'narrower' | 'wider';
}

/** What people read; it may change at any time. */
const WORDS = new Set(['$schema', 'title', 'description']);
/** Looked at one by one below. */
const STRUCTURE = new Set(['type', 'properties', 'required', 'enum', 'items', 'additionalProperties']);

/**
 * Every change, but one: a new property that may be absent from an open object. Nobody who wrote by the old schema has
 * written it, and nobody who reads by the old schema looks at it.
 */
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
  const [had, has] = [before.properties ?? {}, after.properties ?? {}];
  const inBoth = Object.keys(had).filter((name) => has[name]);
  return [
    ...Object.keys(had).flatMap((name) => (has[name] ? [] : [narrower(`${at}/${name}`, 'it is gone')])),
    ...inBoth.flatMap((name) => schemaChanges(had[name]!, has[name]!, `${at}/${name}`)),
    ...inBoth.flatMap((name) => neededChanges(before, after, name, at)),
    ...Object.keys(has).flatMap((name) => (had[name] ? [] : newProperty(before, after, name, at))),
    ...openChanges(before, after, at),
  ];
};

const isNeeded = ({ required = [] }: JsonSchema, name: string): boolean => required.includes(name);

const neededChanges = (before: JsonSchema, after: JsonSchema, name: string, at: string): SchemaChange[] => {
  if (isNeeded(before, name) === isNeeded(after, name)) return [];
  return isNeeded(after, name)
    ? [narrower(`${at}/${name}`, 'it may not be absent any more')]
    : [wider(`${at}/${name}`, 'it may be absent now')];
};

const newProperty = (before: JsonSchema, after: JsonSchema, name: string, at: string): SchemaChange[] => {
  if (isNeeded(after, name)) return [narrower(`${at}/${name}`, 'it is new and may not be absent')];
  return before.additionalProperties === false ? [wider(`${at}/${name}`, 'it is new in a closed object')] : [];
};

const openChanges = (before: JsonSchema, after: JsonSchema, at: string): SchemaChange[] => {
  const [wasOpen, isOpen] = [before.additionalProperties !== false, after.additionalProperties !== false];
  if (wasOpen === isOpen) return [];
  return isOpen ? [wider(at, 'it is open to other fields now')] : [narrower(at, 'it is closed to other fields now')];
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
