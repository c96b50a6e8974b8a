import type { Contract } from '@clientele/contracts';
import type { RecordedEvent } from '@clientele/event-sourcing';

/** Maps a service's own event to what it tells the others; undefined: it keeps this to itself. Pure. */
export interface Publish {
  (event: RecordedEvent): Contract | undefined;
  /** Which of the store's types to read for these published types (undefined: all that are published). */
  readonly origins?: (types: readonly string[] | undefined) => readonly string[] | undefined;
}

const asIs = ({ type, schemaVersion, data }: RecordedEvent): Contract => ({ type, schemaVersion, data });

/** Publishes every event just as it is. */
export const publishEverything: Publish = Object.assign((event: RecordedEvent) => asIs(event), {
  origins: (types: readonly string[] | undefined) => types,
});

/** Publishes events of these types just as they are. */
export const publishAsIs = (...types: readonly string[]): Publish =>
  publishing(Object.fromEntries(types.map((type) => [type, [type]])), asIs);

/**
 * Declares which of the store's types each published type comes from, so that no others are read: without it, every
 * event of the store travels to be mapped to nothing.
 */
export const publishing = (
  originsByType: Readonly<Record<string, readonly string[]>>,
  publish: (event: RecordedEvent) => Contract | undefined,
): Publish => {
  const all = new Set(Object.values(originsByType).flat());
  return Object.assign((event: RecordedEvent) => (all.has(event.type) ? publish(event) : undefined), {
    origins: (types: readonly string[] | undefined) =>
      types ? [...new Set(types.flatMap((type) => originsByType[type] ?? []))] : [...all],
  });
};
