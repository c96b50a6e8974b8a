import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { FeedRecord, FeedSlice } from '@clientele/event-sourcing';
import { RecentRecords, type Read } from './recent-records.js';

const SHARDS = 3;

const seeded = (seed: number) => () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;

/** A publisher whose every third event is of another type, and every fifth is kept to itself. */
class Publisher {
  readonly heads = Array<number>(SHARDS).fill(0);
  reads = 0;

  append(shard: number, count: number): void {
    this.heads[shard]! += count;
  }

  readonly read: Read = async (after, limit, types) => {
    this.reads += 1;
    const heads = [...this.heads];
    await setImmediate();
    return after.flatMap((from, shard): FeedSlice[] => {
      const to = Math.min(from + limit, heads[shard]!);
      if (to <= from) return [];
      const sequences = Array.from({ length: to - from }, (_, i) => from + i + 1);
      const records = sequences.map((sequence) => recordOf(shard, sequence)).filter((record) => record !== undefined);
      return [{ shard, from, to, records: records.filter(({ type }) => !types || types.includes(type)) }];
    });
  };
}

const recordOf = (shard: number, sequence: number): FeedRecord | undefined =>
  sequence % 5 === 0
    ? undefined
    : ({ shard, sequence, type: sequence % 3 === 0 ? 'Rare' : 'Common' } as unknown as FeedRecord);

/** Reads on as a subscription does, and keeps what it got. */
class Reader {
  readonly after: number[];
  readonly got: string[] = [];

  constructor(
    private readonly recent: RecentRecords,
    readonly types: readonly string[] | undefined,
    start: readonly number[],
  ) {
    this.after = [...start];
  }

  async step(limit: number): Promise<boolean> {
    const slices = await this.recent.read([...this.after], limit, this.types);
    for (const { shard, from, to, records } of slices) {
      expect(from).toBe(this.after[shard]);
      expect(to).toBeGreaterThan(from);
      this.got.push(...records.map(({ sequence }) => `${shard}.${sequence}`));
      this.after[shard] = to;
    }
    return slices.length > 0;
  }

  expected(start: readonly number[], heads: readonly number[]): string[] {
    return heads.flatMap((head, shard) =>
      Array.from({ length: head }, (_, i) => recordOf(shard, i + 1))
        .filter((record) => record !== undefined)
        .filter(({ sequence, type }) => sequence > start[shard]! && (!this.types || this.types.includes(type)))
        .map(({ sequence }) => `${shard}.${sequence}`),
    );
  }
}

const byShard = (got: readonly string[]): string[] =>
  Array.from({ length: SHARDS }, (_, shard) => got.filter((one) => one.startsWith(`${shard}.`))).flat();

describe('RecentRecords', () => {
  it.each([1, 2, 3, 4, 5])(
    'gives every reader all its records in order, near the end or far behind (seed %i)',
    async (seed) => {
      const random = seeded(seed);
      const publisher = new Publisher();
      publisher.append(0, 700);
      publisher.append(1, 30);
      const recent = new RecentRecords(
        { shards: SHARDS, heads: async () => [...publisher.heads], read: publisher.read },
        undefined,
      );
      const starts = [
        [0, 0, 0],
        [700, 30, 0],
        [350, 30, 0],
        [0, 0, 0],
      ];
      const types = [undefined, ['Rare'], ['Common'], ['Rare', 'Common']];
      const readers = starts.map((start, i) => new Reader(recent, types[i], start));
      for (let round = 0; round < 400; round++) {
        publisher.append(Math.floor(random() * SHARDS), Math.floor(random() * 90));
        // The first one hardly ever comes to read: what is kept moves past it.
        const reading = readers.filter((_, i) => random() < (i === 0 ? 0.01 : 0.7));
        await Promise.all(
          reading.map(async (reader) => {
            // Some begin while others read.
            for (let pause = Math.floor(random() * 3); pause > 0; pause--) await setImmediate();
            await reader.step(1 + Math.floor(random() * 400));
          }),
        );
      }
      for (const [i, reader] of readers.entries()) {
        while (await reader.step(500));
        expect(byShard(reader.got)).toEqual(reader.expected(starts[i]!, publisher.heads));
      }
    },
  );

  it('reads once for all who ask at the same time', async () => {
    const publisher = new Publisher();
    const recent = new RecentRecords(
      { shards: SHARDS, heads: async () => [...publisher.heads], read: publisher.read },
      undefined,
    );
    const readers = Array.from({ length: 8 }, () => new Reader(recent, undefined, [0, 0, 0]));
    await Promise.all(readers.map((reader) => reader.step(100)));
    publisher.append(0, 50);
    publisher.reads = 0;
    expect(await Promise.all(readers.map((reader) => reader.step(100)))).toEqual(Array(8).fill(true));
    expect(publisher.reads).toBe(1);
  });

  it('sees what was appended before the call, although a read that began earlier is under way', async () => {
    const publisher = new Publisher();
    const recent = new RecentRecords({ shards: SHARDS, heads: async () => [0, 0, 0], read: publisher.read }, undefined);
    await recent.read([0, 0, 0], 10, undefined);
    const earlier = recent.read([0, 0, 0], 10, undefined);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    publisher.append(1, 1);
    expect(await recent.read([0, 0, 0], 10, undefined)).toHaveLength(1);
    await earlier;
  });

  it('loses nothing when one read brings more than is kept', async () => {
    const publisher = new Publisher();
    const shards = 16;
    publisher.heads.push(...Array<number>(shards - SHARDS).fill(0));
    const recent = new RecentRecords(
      { shards, heads: async () => Array<number>(shards).fill(0), read: publisher.read },
      undefined,
    );
    const reader = new Reader(recent, undefined, Array<number>(shards).fill(0));
    // One busy shard alone gets a large share of each read; then all are busy at once.
    for (let round = 0; round < 8; round++) {
      publisher.append(0, 4_000);
      await reader.step(2_000);
    }
    for (let shard = 0; shard < shards; shard++) publisher.append(shard, 4_000);
    while (await reader.step(2_000));
    expect([...reader.got].sort()).toEqual(reader.expected(Array<number>(shards).fill(0), publisher.heads).sort());
  });

  it('serves who was far behind from what is kept, once it has come so far', async () => {
    const publisher = new Publisher();
    publisher.append(0, 1_000);
    const recent = new RecentRecords(
      { shards: SHARDS, heads: async () => [...publisher.heads], read: publisher.read },
      undefined,
    );
    const near = new Reader(recent, undefined, [1_000, 0, 0]);
    const behind = new Reader(recent, undefined, [0, 0, 0]);
    await near.step(10);
    publisher.append(0, 50);
    // Past what is kept by now: a reader that went there would be ahead of it.
    await behind.step(2_000);
    publisher.append(0, 10);
    publisher.reads = 0;
    expect(await Promise.all([near.step(2_000), behind.step(2_000)])).toEqual([true, true]);
    expect(publisher.reads).toBe(1);
  });

  it('can be read again after the publisher was away', async () => {
    const publisher = new Publisher();
    let isAway = true;
    const read: Read = (...args) => (isAway ? Promise.reject(new Error('away')) : publisher.read(...args));
    const recent = new RecentRecords({ shards: SHARDS, heads: async () => [...publisher.heads], read }, undefined);
    await expect(recent.read([0, 0, 0], 10, undefined)).rejects.toThrow('away');
    isAway = false;
    publisher.append(2, 3);
    expect(await recent.read([0, 0, 0], 10, undefined)).toHaveLength(1);
  });
});
