import type { ParkedStream } from '@clientele/event-sourcing';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import type { SubscriptionHost } from '../subscriptions/subscription-host.js';

export interface ParkedPage {
  readonly items: readonly ParkedStream[];
  readonly next: string | null;
}

interface Asked {
  readonly subscription?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Parked streams of one subscription or of all, by subscription, source and stream. */
export const parkedPage = async (
  host: SubscriptionHost,
  { subscription, limit, cursor }: Asked,
): Promise<ParkedPage> => {
  const [fromName, source, stream] = cursor === undefined ? [] : decodeCursor(cursor, 3).map(String);
  const names = subscription === undefined ? [...host.runners.keys()].sort() : [host.runner(subscription).name];
  const items: ParkedStream[] = [];
  for (const name of names.filter((each) => each >= (fromName ?? ''))) {
    const after = name === fromName && source !== undefined && stream !== undefined ? { source, stream } : undefined;
    items.push(...(await host.runner(name).parked({ limit: limit + 1 - items.length, ...(after && { after }) })));
    if (items.length > limit) break;
  }
  const last = items.length > limit ? items[limit - 1] : undefined;
  return {
    items: items.slice(0, limit),
    next: last ? encodeCursor([last.subscription, last.source, last.stream]) : null,
  };
};
