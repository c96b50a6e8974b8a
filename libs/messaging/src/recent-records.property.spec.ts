import { describe, expect } from '@jest/globals';
import { always } from '@clientele/testing';
import fc from 'fast-check';
import { follow, LONGEST_LOG, sliceIn } from './published-log.fixture.js';
import { RecentRecords, type Read } from './recent-records.js';

const SHARDS = 3;
const TYPES = [undefined, ['Rare'], ['Common'], ['Rare', 'Common']] as const;
const shard = fc.nat(SHARDS - 1);

/** Appends of up to more than is kept, and reads by somebody somewhere. */
const step = fc.oneof(
  fc.record({ shard, appended: fc.constantFrom(1, 7, 100, 900, 3_000) }),
  fc.record({ reader: fc.nat(3), limit: fc.constantFrom(1, 50, 500, 2_000) }),
);
const round = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 8 }),
  /** How many reads of the publisher are answered before the next ones come. */
  answered: fc.nat(6),
});
const readers = fc.array(fc.record({ types: fc.constantFrom(...TYPES), behind: fc.boolean() }), {
  minLength: 4,
  maxLength: 4,
});

/** Reads on as a subscription does: one read at a time. */
class Reader {
  private reading: Promise<boolean> = Promise.resolve(true);

  constructor(
    private readonly recent: RecentRecords,
    private readonly types: readonly string[] | undefined,
    readonly after: number[],
  ) {}

  read(limit: number): Promise<boolean> {
    return (this.reading = this.reading.then(() => this.next(limit)));
  }

  private async next(limit: number): Promise<boolean> {
    const slices = await this.recent.read([...this.after], limit, this.types);
    expect(follow(this.after, slices, this.types)).toBeUndefined();
    return slices.length > 0;
  }
}

describe('recent records', () => {
  always(
    'come to every reader, wherever it stands, whatever is let go, and in whatever order reads are answered',
    fc.asyncProperty(fc.scheduler(), readers, fc.array(round, { maxLength: 12 }), async (scheduler, given, rounds) => {
      const heads = [300, 0, 40];
      const read: Read = async (after, limit, types) => {
        const until = [...heads];
        await scheduler.schedule(Promise.resolve());
        return after.flatMap((from, at) => {
          const to = Math.min(from + limit, until[at]!);
          return to > from ? [sliceIn(at, from, to, types)] : [];
        });
      };
      const recent = new RecentRecords({ shards: SHARDS, heads: async () => [...heads], read }, undefined);
      const all = given.map(({ types, behind }) => new Reader(recent, types, behind ? [0, 0, 0] : [...heads]));
      const reading: Promise<unknown>[] = [];
      for (const { steps, answered } of rounds) {
        for (const each of steps) {
          if ('reader' in each) reading.push(all[each.reader]!.read(each.limit));
          else heads[each.shard] = Math.min(LONGEST_LOG, heads[each.shard]! + each.appended);
        }
        await scheduler.waitNext(Math.min(answered, scheduler.count()));
      }
      await scheduler.waitFor(Promise.all(reading));
      for (const reader of all) {
        while (await scheduler.waitFor(reader.read(2_000)));
        expect(reader.after).toEqual(heads);
      }
    }),
    { runs: 150 },
  );
});
