import { describe, expect } from '@jest/globals';
import { always } from '@clientele/testing';
import fc from 'fast-check';
import { BatchLimit } from './batch-limit.js';

const MOST_RECORDS = 2_000;

describe('a batch limit', () => {
  always(
    'reads of each shard something and never more than asked for, and all of them together within bounds, at once or after one batch',
    fc.property(
      fc.integer({ min: 1, max: 64 }),
      fc.integer({ min: 1, max: 3_000 }),
      fc.array(fc.array(fc.nat(5_000), { maxLength: 64 }), { maxLength: 20 }),
      (shards, batchSize, news) => {
        const limit = new BatchLimit(shards, batchSize);
        for (const waiting of news) {
          const read = waiting.slice(0, shards).map((count) => Math.min(count, limit.perShard));
          const busy = read.filter((count) => count === limit.perShard).length;
          expect(limit.learn(read)).toBe(busy > 0);
          expect(limit.perShard).toBeGreaterThanOrEqual(1);
          expect(limit.perShard).toBeLessThanOrEqual(batchSize);
          // The same shards again come to no more than fits; or there are more shards than that.
          expect(limit.perShard * Math.max(1, busy)).toBeLessThanOrEqual(Math.max(MOST_RECORDS, busy));
        }
      },
    ),
  );
});
