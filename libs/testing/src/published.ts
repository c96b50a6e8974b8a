import type { Contract } from '@clientele/contracts';
import type { FeedRecord } from '@clientele/event-sourcing';

let count = 0;

/** A contract as it would come over a feed. Numbered on, all in one shard. */
export const published = (source: string, stream: string, contract: Contract): FeedRecord => {
  count += 1;
  return {
    source,
    shard: 0,
    sequence: count,
    previous: count - 1,
    stream,
    ...contract,
    meta: {},
    eventId: `00000000-0000-7000-8000-${String(count).padStart(12, '0')}`,
    recordedAt: new Date('2026-01-01T00:00:00.000Z'),
  };
};

/** The same records in another order that keeps the order within each stream; the same for the same seed. */
export const shuffled = (records: readonly FeedRecord[], seed: number): FeedRecord[] => {
  const streams = new Map<string, FeedRecord[]>();
  for (const record of records) {
    const key = `${record.source}/${record.stream}`;
    streams.set(key, [...(streams.get(key) ?? []), record]);
  }
  let state = seed;
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const left = [...streams.values()];
  const order: FeedRecord[] = [];
  while (left.length > 0) {
    const at = Math.floor(random() * left.length);
    order.push(left[at]!.shift()!);
    if (left[at]!.length === 0) left.splice(at, 1);
  }
  return order;
};
