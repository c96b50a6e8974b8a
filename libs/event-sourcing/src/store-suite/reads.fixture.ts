import { expect } from '@jest/globals';
import type { EventStore } from '../event-store.js';

export const SHARDS = 4;
export const FROM_START = new Array<number>(SHARDS).fill(0);

/** The store of the test at hand. */
export type TheStore = () => EventStore;

export const readAll = async (store: EventStore) =>
  (await store.readShards(FROM_START, 100_000)).map((slice) => slice.events).flat();

export const expectGapless = async (store: EventStore): Promise<void> => {
  const slices = await store.readShards(FROM_START, 100_000);
  const heads = await store.heads();
  const versions = new Map<string, number>();
  for (const { shard, events, upTo } of slices) {
    expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1));
    expect([upTo, heads[shard]]).toEqual([events.length, events.length]);
    for (const { stream, version } of events) {
      expect(version).toBe((versions.get(stream) ?? 0) + 1);
      versions.set(stream, version);
    }
  }
};

export const amountsIn = async (store: EventStore, stream: string): Promise<number[]> =>
  (await store.readStream(stream)).map((event) => (event.data as { amount: number }).amount);
