import { describe, expect } from '@jest/globals';
import { always } from '@clientele/testing';
import fc from 'fast-check';
import { StreamTurns } from './stream-turns.js';

const work = fc.record({
  streams: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 3 }),
  fails: fc.boolean(),
  /** How many others come before it does. */
  late: fc.nat(4),
});

describe('turns at streams', () => {
  always(
    'let one at a time at each stream, in the order they came, and all of them in the end',
    fc.asyncProperty(fc.scheduler(), fc.array(work, { maxLength: 10 }), async (scheduler, works) => {
      const turns = new StreamTurns();
      const atWork = new Set<string>();
      const came = new Map<string, number[]>();
      const went = new Map<string, number[]>();
      const note = (of: Map<string, number[]>, streams: readonly string[], index: number) => {
        for (const stream of streams) of.set(stream, [...(of.get(stream) ?? []), index]);
      };
      const take = async ({ streams, fails, late }: (typeof works)[number], index: number): Promise<void> => {
        for (let n = 0; n < late; n++) await scheduler.schedule(Promise.resolve());
        note(came, streams, index);
        await turns.take(streams, async () => {
          for (const stream of streams) expect(atWork.has(stream)).toBe(false);
          for (const stream of streams) atWork.add(stream);
          note(went, streams, index);
          expect(turns.areTaken(streams)).toBe(true);
          await scheduler.schedule(Promise.resolve());
          for (const stream of streams) atWork.delete(stream);
          if (fails) throw new Error('failed');
        });
      };
      const taken = Promise.allSettled(works.map(take));
      const outcomes = await scheduler.waitFor(taken);
      expect(outcomes.map(({ status }) => status)).toEqual(
        works.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')),
      );
      expect(went).toEqual(came);
      expect(turns.areTaken(['a', 'b', 'c', 'd'])).toBe(false);
    }),
    { runs: 300 },
  );
});
