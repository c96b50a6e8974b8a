import { afterEach, beforeEach, describe, expect, jest } from '@jest/globals';
import { always } from '@clientele/testing';
import fc from 'fast-check';
import { Skipped } from './skipped.js';

const SHARDS = 2;
const LAST = 12;

const slices = fc
  .record({ shard: fc.nat(SHARDS - 1), from: fc.nat(LAST), length: fc.integer({ min: 1, max: 4 }) })
  .map(({ shard, from, length }) => ({ shard, from, to: from + length, records: [] }));
const steps = fc.array(fc.option(slices, { nil: 'take' as const, freq: 6 }), { maxLength: 40 });

describe('Runs of events that concern nobody', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  always(
    'never pass over one that was not in them, in whatever order they come',
    fc.property(steps, (all) => {
      const skipped = new Skipped(() => undefined);
      let seen = new Set<string>();
      for (const step of all) {
        if (step === 'take') {
          for (const { shard, from, to } of skipped.take('bank'))
            for (let sequence = from + 1; sequence <= to; sequence++) expect(seen).toContain(`${shard} ${sequence}`);
          seen = new Set();
        } else if (skipped.touches('bank', step) !== false) {
          skipped.add('bank', [step]);
          for (let sequence = step.from + 1; sequence <= step.to; sequence++) seen.add(`${step.shard} ${sequence}`);
        }
      }
    }),
    { runs: 500 },
  );

  always(
    'take a checkpoint on only where they follow upon it',
    fc.property(slices, fc.nat(LAST), (slice, checkpoint) => {
      const skipped = new Skipped(() => undefined);
      skipped.add('bank', [slice]);
      const [reached] = skipped
        .beyond(new Map([['bank', [checkpoint, checkpoint]]]))
        .get('bank')!
        .slice(slice.shard);
      expect(reached).toBe(slice.from <= checkpoint ? Math.max(checkpoint, slice.to) : checkpoint);
    }),
  );
});
