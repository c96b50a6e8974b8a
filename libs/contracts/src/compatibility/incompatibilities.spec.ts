import { describe, expect, it } from '@jest/globals';
import { anything, filledList, flag, list, number, oneOf, shape, text, type JsonSchema } from '../schema/schema.js';
import { incompatibilities } from './incompatibilities.js';

const city = text('City.');
const needed = {
  id: text('The id.', { format: 'uuid' }),
  kind: oneOf(['call', 'mail'], 'What it was.'),
  amount: text('How much.', { pattern: '^\\d+$', minLength: 1 }),
  tags: list(text('A tag.'), 'Tags.'),
  place: shape({ city }, { street: text('Street.') }),
};
const optional = { note: text('A note.') };
const before = shape(needed, optional);
const { id: _id, ...withoutId } = needed;

type Case = [change: string, after: JsonSchema, told: string[]];

const compatible: [change: string, after: JsonSchema][] = [
  ['nothing', shape(needed, optional)],
  ['other words', { ...before, title: 'New', description: 'Told better.' }],
  ['a field that may be absent and be anything', shape(needed, { ...optional, more: { description: 'More.' } })],
];

const forWritersAlone: Case[] = [
  [
    'a field that may be absent',
    shape(needed, { ...optional, more: flag('More.') }),
    ['/more: it is new and may not be anything.'],
  ],
  [
    'the same deep inside',
    shape({ ...needed, place: shape({ city }, { street: text('Street.'), zip: text('Code.') }) }, optional),
    ['/place/zip: it is new and may not be anything.'],
  ],
  [
    'a field named like what every object has',
    shape(needed, { ...optional, constructor: text('Who built it.') }),
    ['/constructor: it is new and may not be anything.'],
  ],
];

const incompatible: Case[] = [
  ['a field removed', shape(needed), ['/note: it is gone.']],
  [
    'a field renamed',
    shape({ ...withoutId, uid: needed.id }, optional),
    ['/id: it is gone.', '/uid: it is new and may not be absent.'],
  ],
  [
    'a new field that is needed',
    shape({ ...needed, more: flag('More.') }, optional),
    ['/more: it is new and may not be absent.'],
  ],
  ['a field needed that could be absent', shape({ ...needed, ...optional }), ['/note: it may not be absent any more.']],
  [
    'another type',
    shape({ ...needed, amount: number('How much.', { pattern: '^\\d+$', minLength: 1 }) }, optional),
    ['/amount: its type was string and is number.'],
  ],
  [
    'one value fewer',
    shape({ ...needed, kind: oneOf(['call'], 'What it was.') }, optional),
    ['/kind: it may not be mail any more.'],
  ],
  [
    'text that becomes a choice',
    shape(needed, { note: oneOf(['yes', 'no'], 'A note.') }),
    ['/note: it may only be yes, no now.'],
  ],
  [
    'a pattern where there was none',
    shape(needed, { note: text('A note.', { pattern: '^x' }) }),
    ['/note: its pattern was not limited and is "^x".'],
  ],
  [
    'another pattern',
    shape({ ...needed, amount: text('How much.', { pattern: '^\\d\\d$', minLength: 1 }) }, optional),
    ['/amount: its pattern was "^\\\\d+$" and is "^\\\\d\\\\d$".'],
  ],
  [
    'a greater least length',
    shape({ ...needed, amount: text('How much.', { pattern: '^\\d+$', minLength: 2 }) }, optional),
    ['/amount: its minLength was 1 and is 2.'],
  ],
  [
    'a list that may not be empty',
    shape({ ...needed, tags: filledList(text('A tag.'), 'Tags.') }, optional),
    ['/tags: its minItems was not limited and is 1.'],
  ],
  [
    'other items',
    shape({ ...needed, tags: list(number('A tag.'), 'Tags.') }, optional),
    ['/tags/*: its type was string and is number.'],
  ],
  [
    'a field removed deep inside',
    shape({ ...needed, place: shape({ city }) }, optional),
    ['/place/street: it is gone.'],
  ],
  [
    'one way fewer',
    shape(needed, optional, { anyOf: [{ required: ['id'] }] }),
    ['The whole: its anyOf was not limited and is [{"required":["id"]}].'],
  ],
  [
    'closed to other fields',
    shape(needed, optional, { additionalProperties: false }),
    ['The whole: it is closed to other fields now.'],
  ],
  [
    'other fields that may not be anything',
    shape(needed, optional, { additionalProperties: city }),
    ['/*: its type was any and is string.'],
  ],
  [
    'a name needed that is not among the fields',
    { ...before, required: [...before.required!, 'ghost'] },
    ['/ghost: it may not be absent any more.'],
  ],
];

const forReadersAlone: Case[] = [
  ['a field that may be absent now', shape(withoutId, { ...optional, id: needed.id }), ['/id: it may be absent now.']],
  [
    'one value more',
    shape({ ...needed, kind: oneOf(['call', 'mail', 'visit'], 'What it was.') }, optional),
    ['/kind: it may be visit now.'],
  ],
  [
    'a choice that becomes text',
    shape({ ...needed, kind: text('What it was.') }, optional),
    ['/kind: it may be anything now, and not only call, mail.'],
  ],
  [
    'no format any more',
    shape({ ...needed, id: text('The id.') }, optional),
    ['/id: its format was "uuid" and is not limited.'],
  ],
  [
    'a smaller least length',
    shape({ ...needed, amount: text('How much.', { pattern: '^\\d+$', minLength: 0 }) }, optional),
    ['/amount: its minLength was 1 and is 0.'],
  ],
];

describe('a schema under the same version', () => {
  it.each(compatible)('may change by %s', (_, after) => {
    expect(incompatibilities(before, after, 'published')).toEqual([]);
    expect(incompatibilities(before, after, 'accepted')).toEqual([]);
  });

  it.each(incompatible)('may not change by %s', (_, after, told) => {
    expect(incompatibilities(before, after, 'published')).toEqual(told);
    expect(incompatibilities(before, after, 'accepted')).toEqual(told);
  });

  it.each(forReadersAlone)('may change by %s where others write it, not where they read it', (_, after, told) => {
    expect(incompatibilities(before, after, 'published')).toEqual(told);
    expect(incompatibilities(before, after, 'accepted')).toEqual([]);
  });

  it.each(forWritersAlone)('may change by %s where we alone write it', (_, after, told) => {
    expect(incompatibilities(before, after, 'published')).toEqual([]);
    expect(incompatibilities(before, after, 'accepted')).toEqual(told);
  });

  it('may not form a field where every name and value was right, whoever writes', () => {
    const [any, formed] = [anything('Their own.'), shape({}, { more: flag('More.') })];
    expect(incompatibilities(any, formed, 'accepted')).toEqual(['/more: it is new and may not be anything.']);
    expect(incompatibilities(any, formed, 'published')).toEqual(['/more: it is new and may not be anything.']);
  });

  it('may not form a field that was needed and could be anything', () => {
    const [free, formed] = [{ ...shape({}), required: ['more'] }, shape({ more: flag('More.') })];
    expect(incompatibilities(free, formed, 'published')).toEqual(['/more: it is new and may not be anything.']);
  });

  it('may stop to need a name that is not among the fields only where others write it', () => {
    const ghost = { ...before, required: [...before.required!, 'ghost'] };
    expect(incompatibilities(ghost, before, 'accepted')).toEqual([]);
    expect(incompatibilities(ghost, before, 'published')).toEqual(['/ghost: it may be absent now.']);
  });

  it('may not lose a field named like what every object has', () => {
    const after = shape(needed, optional);
    const was = shape(needed, { ...optional, constructor: text('Who built it.') });
    expect(incompatibilities(was, after, 'published')).toEqual(['/constructor: it is gone.']);
    expect(incompatibilities(was, after, 'accepted')).toEqual(['/constructor: it is gone.']);
  });

  it('may change what other fields are as it may change a field', () => {
    const others = (additionalProperties: JsonSchema) => shape(needed, optional, { additionalProperties });
    const [short, long] = [text('A', { maxLength: 5 }), text('B', { maxLength: 9 })];
    expect(incompatibilities(others(short), others({ ...short, description: 'Z' }), 'published')).toEqual([]);
    expect(incompatibilities(others(short), others(long), 'accepted')).toEqual([]);
    expect(incompatibilities(others(short), others(long), 'published')).toEqual(['/*: its maxLength was 5 and is 9.']);
    expect(incompatibilities(others(long), others(short), 'accepted')).toEqual(['/*: its maxLength was 9 and is 5.']);
  });

  it('may give a name of its own to what another field could be already', () => {
    const open = { additionalProperties: city };
    const [was, same] = [shape(needed, optional, open), shape(needed, { ...optional, town: city }, open)];
    expect(incompatibilities(was, same, 'accepted')).toEqual([]);
    const other = shape(needed, { ...optional, town: flag('Town.') }, open);
    for (const use of ['accepted', 'published'] as const)
      expect(incompatibilities(was, other, use)).toEqual(['/town: its type was string and is boolean.']);
  });

  it('may get a new field in a closed object only where others write it', () => {
    const closed = { additionalProperties: false };
    const [was, is] = [shape(needed, optional, closed), shape(needed, { ...optional, more: flag('More.') }, closed)];
    expect(incompatibilities(was, is, 'accepted')).toEqual([]);
    expect(incompatibilities(was, is, 'published')).toEqual(['/more: it is new in a closed object.']);
  });

  it('may get one way more where others write it', () => {
    const ways = ['id', 'kind'].map((name) => ({ required: [name] }));
    const [one, both] = [
      { ...before, anyOf: ways.slice(0, 1) },
      { ...before, anyOf: ways },
    ];
    expect(incompatibilities(one, both, 'accepted')).toEqual([]);
    expect(incompatibilities(one, both, 'published')).toHaveLength(1);
    expect(incompatibilities(both, one, 'accepted')).toHaveLength(1);
  });

  it('must keep its $id', () => {
    expect(incompatibilities({ ...before, $id: 'urn:a:v1' }, { ...before, $id: 'urn:a:v2' }, 'published')).toEqual([
      'The whole: its $id was "urn:a:v1" and is "urn:a:v2".',
    ]);
  });
});
