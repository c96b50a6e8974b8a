import type { Contract } from '@clientele/contracts';
import type { RecordedEvent } from '@clientele/event-sourcing';

/** Maps a service's own event to what it tells the others; undefined: it keeps this to itself. Pure. */
export interface Publish {
  (event: RecordedEvent): Contract | undefined;
  /** The store's types that each published type comes from. Where it is given, only those are read. */
  readonly types?: Readonly<Record<string, readonly string[]>>;
}

/** Publishes events of these types just as they are. */
export const publishAsIs = (...types: readonly string[]): Publish => {
  const published = new Set(types);
  const publish = (event: RecordedEvent): Contract | undefined =>
    published.has(event.type)
      ? { type: event.type, schemaVersion: event.schemaVersion, data: event.data }
      : undefined;
  return Object.assign(publish, { types: Object.fromEntries(types.map((type) => [type, [type]])) });
};

/** Declares which of the store's types each published type comes from, so that consumers read no others. */
export const publishing = (
  types: Readonly<Record<string, readonly string[]>>,
  publish: (event: RecordedEvent) => Contract | undefined,
): Publish => Object.assign((event: RecordedEvent) => publish(event), { types });
