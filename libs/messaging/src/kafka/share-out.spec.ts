import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shareOut, type HeldShard } from './share-out.js';

describe('sharing out shards', () => {
  const heldBy = (...holders: (string | null)[]): HeldShard[] => holders.map((holder, shard) => ({ shard, holder }));

  it('gives all to one that is alone', () => {
    expect(shareOut(heldBy(null, null, 'a'), 'a', 1)).toEqual({ keep: [2], take: [0, 1], give: [] });
  });

  it('has one give what is more than its share, and the other wait for it', () => {
    const all = heldBy('a', 'a', 'a', 'a');
    expect(shareOut(all, 'a', 2)).toEqual({ keep: [0, 1], take: [], give: [2, 3] });
    expect(shareOut(all, 'b', 2)).toEqual({ keep: [], take: [], give: [] });
  });

  it('comes to rest with every shard held, and nobody with more than its part, rounded up', () => {
    const start = fc.array(fc.constantFrom('a', 'b', 'c', 'gone', null), { minLength: 1, maxLength: 32 });
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 3 }), (holders, count) => {
        const members = ['a', 'b', 'c'].slice(0, count);
        let shards = heldBy(...holders.map((holder) => (holder && members.includes(holder) ? holder : null)));
        for (let round = 0; round < 4; round++) {
          for (const member of members) {
            const { take, give } = shareOut(shards, member, count);
            shards = shards.map(({ shard, holder }) => ({
              shard,
              holder: take.includes(shard) ? member : give.includes(shard) ? null : holder,
            }));
          }
        }
        const most = Math.ceil(shards.length / count);
        expect(shards.every(({ holder }) => holder !== null)).toBe(true);
        for (const member of members)
          expect(shards.filter(({ holder }) => holder === member).length).toBeLessThanOrEqual(most);
      }),
    );
  });
});
