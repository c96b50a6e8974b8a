import { describe, expect } from '@jest/globals';
import { always } from '@clientele/testing';
import fc from 'fast-check';
import { follow, publishedIn, sliceIn } from '../published-log.fixture.js';
import { Tail, type TailReader } from './tail.js';
import { toChunks } from './to-chunks.js';
import type { Told } from './wire-message.js';

const SHARDS = 2;
const shard = fc.nat(SHARDS - 1);
const step = fc.oneof(
  // What a sender sends on, or again from before, with or without some of it lost on the way.
  fc.record({
    shard,
    back: fc.constantFrom(0, 0, 0, 5, 300),
    length: fc.constantFrom(1, 20, 900),
    lost: fc.constantFrom(0, 0, 0, 7),
  }),
  fc.record({ reader: fc.nat(2), limit: fc.constantFrom(1, 30, 2_000) }),
  fc.record({ forgotten: shard }),
);

/** What messages tell of a run: its published records, and at its end how far it reaches without them. */
const toldOf = (of: number, from: number, to: number): Told[] => {
  const records = publishedIn(of, from, to);
  const told = records.map((record, n) => ({
    previous: records[n - 1]?.sequence ?? from,
    sequence: record.sequence,
    record,
  }));
  const last = told.at(-1)?.sequence ?? from;
  return last < to ? [...told, { previous: last, sequence: to }] : told;
};

class Reader implements TailReader {
  readonly after: number[] = Array<number>(SHARDS).fill(0);
  readonly movedAt: number[] = [];
  wake(): void {}

  constructor(
    private readonly tail: Tail,
    private readonly wanted: ReadonlySet<string> | undefined,
  ) {}

  /** From the tail, and what lies in a gap from the history. */
  read(limit: number, heads: readonly number[]): boolean {
    const { slices, gaps } = this.tail.take(this.after, limit, this.wanted);
    const wanted = this.wanted && [...this.wanted];
    const history = gaps.map((of) =>
      sliceIn(of, this.after[of]!, Math.min(this.after[of]! + limit, heads[of]!), wanted),
    );
    for (const { shard: of } of slices) expect(gaps).not.toContain(of);
    expect(follow(this.after, [...slices, ...history], this.wanted)).toBeUndefined();
    for (const { records } of slices) expect(records.length).toBeLessThanOrEqual(limit);
    this.tail.passOn();
    return slices.length + history.length > 0;
  }
}

describe('the tail of a feed', () => {
  always(
    'skips nothing for any reader, whatever is sent again, lost, let go or forgotten, and lets who brings it go on',
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const tail = new Tail(SHARDS);
      const heads = Array<number>(SHARDS).fill(0);
      const readers = [undefined, new Set(['Rare']), new Set(['Common'])].map((wanted) => new Reader(tail, wanted));
      for (const reader of readers) tail.add(reader);
      const pushed: Promise<void>[] = [];
      for (const each of steps) {
        if ('forgotten' in each) tail.forget([each.forgotten]);
        else if ('reader' in each) readers[each.reader]!.read(each.limit, heads);
        else {
          const from = Math.max(0, heads[each.shard]! - each.back) + each.lost;
          heads[each.shard] = Math.max(heads[each.shard]!, from + each.length);
          for (const chunk of toChunks(each.shard, toldOf(each.shard, from, from + each.length)))
            pushed.push(tail.push(chunk));
        }
      }
      for (const reader of readers) {
        while (reader.read(2_000, heads));
        // What was forgotten, or lost at the end, is no gap; the publisher's head tells of it.
        reader.after.forEach((at, of) => expect(at).toBeGreaterThanOrEqual(tail.reached[of]!));
      }
      await Promise.all(pushed);
    }),
    { runs: 300 },
  );
});
