import { describe, expect, it, jest } from '@jest/globals';
import type { FeedRecord, FeedSlice } from '@clientele/event-sourcing';
import fc from 'fast-check';
import { Tail, type TailReader } from './tail.js';
import { toChunks } from './to-chunks.js';
import type { Told } from './wire-message.js';

const at = (sequence: number, type = 'Told'): FeedRecord => ({ sequence, type }) as FeedRecord;
const chunk = (from: number, to: number, ...sequences: number[]): FeedSlice => ({
  shard: 0,
  from,
  to,
  records: sequences.map((sequence) => at(sequence)),
});
const reader = (after: number | undefined): TailReader & { woken: number } => ({
  after: after === undefined ? undefined : [after],
  movedAt: [],
  woken: 0,
  wake() {
    this.woken += 1;
  },
});
/** Whether it has resolved by now. */
const isDone = async (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);

describe('the tail of a feed', () => {
  it('gives what follows upon where a reader is, over several chunks', () => {
    const tail = new Tail(1);
    void tail.push(chunk(0, 3, 1, 3));
    void tail.push(chunk(3, 6, 4, 5));
    expect(tail.take([1], 10, undefined)).toEqual({
      slices: [{ shard: 0, from: 1, to: 6, records: [at(3), at(4), at(5)] }],
      gaps: [],
    });
    expect(tail.take([6], 10, undefined)).toEqual({ slices: [], gaps: [] });
  });

  it('gives no more than the limit, and ends at the last one given', () => {
    const tail = new Tail(1);
    void tail.push(chunk(0, 9, 1, 2, 5, 8));
    expect(tail.take([0], 3, undefined).slices).toMatchObject([{ from: 0, to: 5 }]);
  });

  it('gives only the types that are wanted, and passes over the others', () => {
    const tail = new Tail(1);
    void tail.push({ shard: 0, from: 0, to: 4, records: [at(1), at(3, 'Advised')] });
    expect(tail.take([0], 10, new Set(['Told'])).slices).toEqual([{ shard: 0, from: 0, to: 4, records: [at(1)] }]);
  });

  it('tells of a gap before what it has, and goes no further than one within', () => {
    const tail = new Tail(1);
    void tail.push(chunk(3, 5, 4));
    void tail.push(chunk(7, 9, 8));
    expect(tail.take([0], 10, undefined)).toEqual({ slices: [], gaps: [0] });
    expect(tail.take([3], 10, undefined).slices).toMatchObject([{ from: 3, to: 5 }]);
    expect(tail.take([5], 10, undefined)).toEqual({ slices: [], gaps: [0] });
  });

  it('has who brings records wait until the readers have taken them', async () => {
    const tail = new Tail(1);
    const slow = { ...reader(0), after: [0] };
    tail.add(slow);
    const pushed = tail.push(chunk(0, 3, 1));
    expect(await isDone(pushed)).toBe(false);
    slow.after = [3];
    tail.passOn();
    expect(await isDone(pushed)).toBe(true);
  });

  it('wakes the readers', () => {
    const tail = new Tail(1);
    const woken = reader(0);
    tail.add(woken);
    void tail.push(chunk(0, 3, 1));
    expect(woken.woken).toBe(1);
  });

  it.each([
    ['is far behind, and reads the history', reader(0), true],
    ['has not looked yet, but may soon', reader(undefined), false],
    ['has taken it', reader(9), true],
  ])('does not wait for a reader that %s: %#', async (_, slow, isPassed) => {
    const tail = new Tail(1);
    tail.add(slow);
    expect(await isDone(tail.push(chunk(5, 9, 6)))).toBe(isPassed);
  });

  it('does not wait for a reader that cannot come to it, since a gap lies between', async () => {
    const tail = new Tail(1);
    void tail.push(chunk(0, 1, 1));
    tail.add(reader(1));
    expect(await isDone(tail.push(chunk(5, 6, 6)))).toBe(true);
  });

  it('waits no longer for a reader that stands still, however often it looks', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
    const tail = new Tail(1);
    tail.add(reader(0));
    const pushed = tail.push(chunk(0, 3, 1));
    jest.advanceTimersByTime(4_000);
    tail.passOn();
    expect(await isDone(pushed)).toBe(false);
    jest.advanceTimersByTime(2_000);
    tail.passOn();
    expect(await isDone(pushed)).toBe(true);
    jest.useRealTimers();
  });

  it('lets go of shards that are others', async () => {
    const tail = new Tail(2);
    tail.add(reader(0));
    const pushed = tail.push(chunk(0, 3, 1));
    tail.forget([0]);
    expect(await isDone(pushed)).toBe(true);
    expect(tail.reached).toEqual([0, 0]);
    expect(tail.take([0, 0], 10, undefined)).toEqual({ slices: [], gaps: [] });
  });

  it('keeps no more than some thousand records that all have taken', () => {
    const tail = new Tail(1);
    for (let n = 0; n < 100; n++) {
      const sequences = Array.from({ length: 100 }, (_, i) => n * 100 + i + 1);
      void tail.push(chunk(n * 100, n * 100 + 100, ...sequences));
    }
    expect(tail.take([0], 100_000, undefined).gaps).toEqual([0]);
    expect(tail.take([9_000], 100_000, undefined).slices).toMatchObject([{ from: 9_000, to: 10_000 }]);
  });
});

/** What a batch tells: the records that are published, and at its end how far it reaches without them. */
const batch = (from: number, to: number, unpublished: readonly number[]): Told[] => {
  const sequences = Array.from({ length: to - from }, (_, i) => from + i + 1);
  const told = sequences.filter((sequence) => sequence === to || !unpublished.includes(sequence));
  return told.map((sequence, i) => ({
    previous: told[i - 1] ?? from,
    sequence,
    ...(!unpublished.includes(sequence) && { record: at(sequence) }),
  }));
};

describe('what a partition tells, whatever was sent again', () => {
  it('comes to one run without a gap, each record once and in order', () => {
    const unpublished = fc.array(fc.nat(40));
    // A sender that starts anew somewhere before, again and again, with other ends of its batches.
    const resends = fc.array(fc.record({ from: fc.nat(30), length: fc.integer({ min: 1, max: 12 }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(unpublished, resends, (holes, sends) => {
        let reached = 0;
        const told = sends.flatMap(({ from, length }) => {
          const start = Math.min(from, reached);
          reached = Math.max(reached, start + length);
          return batch(start, start + length, holes);
        });
        const published = Array.from({ length: reached }, (_, i) => i + 1).filter((each) => !holes.includes(each));
        expect(toChunks(0, told)).toEqual([chunk(0, reached, ...published)]);
      }),
    );
  });

  it('shows a gap as two runs', () => {
    const told = [1, 2, 5, 6].map((sequence) => ({ previous: sequence === 5 ? 4 : sequence - 1, sequence }));
    expect(toChunks(7, told)).toEqual([
      { shard: 7, from: 0, to: 2, records: [] },
      { shard: 7, from: 4, to: 6, records: [] },
    ]);
  });
});
