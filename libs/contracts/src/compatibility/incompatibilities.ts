import type { JsonSchema } from '../schema/schema.js';
import { schemaChanges } from './schema-changes.js';

/**
 * Which side is ours.
 *
 * - `published`: we write and others read. Two directions count. A consumer of today reads data that was stored long ago,
 *   so nothing that was right may be wrong: not narrower. A consumer of yesterday, not yet deployed anew, reads data of
 *   today, so it must find what it knows in the form it knows: not wider either, or a value comes that it has no case for.
 *   All that is left is a new field that may be absent, and other words: we know that we have not written it before.
 * - `accepted`: partners write and we read. They go on writing as they did, so it must not be narrower; wider is welcome.
 *   In an object open to fields of their own they may have used any name, so a new field must take any value there; in a
 *   closed one every new name was refused until now.
 */
export type SchemaUse = 'published' | 'accepted';

const HARMLESS = { published: 'claimed', accepted: 'wider' } as const;

/** What keeps a schema from taking the place of an earlier one under the same version, in words; none if it may. */
export const incompatibilities = (before: JsonSchema, after: JsonSchema, use: SchemaUse): string[] => [
  ...new Set(
    schemaChanges(before, after)
      .filter(({ effect }) => effect !== HARMLESS[use])
      .map(({ at, detail }) => `${at || 'The whole'}: ${detail}.`),
  ),
];
