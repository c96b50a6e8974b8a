import type { RecordedEvent } from './event.js';

/** Turns an older shape of an event's data into the next one. Pure. */
export interface Upcaster {
  readonly type: string;
  /** The schema version it takes, and the one it gives. */
  readonly from: number;
  readonly to: number;
  upcast(data: never): object;
}

/** Chains the upcasters: each event comes out in its newest shape. */
export const chainUpcasters = (upcasters: readonly Upcaster[]): (<E extends Upcastable>(event: E) => E) => {
  const byTypeAndVersion = new Map<string, Upcaster>();
  for (const upcaster of upcasters) {
    const key = `${upcaster.type} v${upcaster.from}`;
    if (upcaster.to <= upcaster.from) throw new Error(`The upcaster of ${key} must lead to a later version.`);
    if (byTypeAndVersion.has(key)) throw new Error(`There are two upcasters of ${key}; one must go.`);
    byTypeAndVersion.set(key, upcaster);
  }
  if (upcasters.length === 0) return (event) => event;
  return (event) => {
    let { data, schemaVersion } = event;
    for (let next; (next = byTypeAndVersion.get(`${event.type} v${schemaVersion}`)); schemaVersion = next.to) {
      data = next.upcast(data as never);
    }
    return schemaVersion === event.schemaVersion ? event : { ...event, data, schemaVersion };
  };
};

type Upcastable = Pick<RecordedEvent, 'type' | 'schemaVersion' | 'data'>;
